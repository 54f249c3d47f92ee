/// A kernel in machine code, which can be put anywhere in memory.
///
/// Its function computes one item, the first, and has the interface of all kernels.
package struct BaselineCode: Sendable {
  package private(set) var bytes: [UInt8]
  /// The places of 8 bytes where addresses of functions go, by the functions' symbols.
  package private(set) var functions: [(symbol: String, offset: Int)] = []

  /// Code in two parts, and the pool behind it.
  init(_ start: [UInt8], _ rest: [UInt8], poolStart: Int, _ pool: Pool) {
    bytes = []
    bytes.reserveCapacity(poolStart + 8 * pool.items.count)
    bytes += start
    bytes += rest
    bytes += repeatElement(0, count: poolStart - bytes.count)
    for item in pool.items {
      var word: UInt64 = 0
      switch item {
      case .bits(let bits): word = bits
      case .function(let symbol): functions.append((symbol, bytes.count))
      }
      withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
    }
  }
}
