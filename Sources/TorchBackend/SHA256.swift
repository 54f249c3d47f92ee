/// The hash function SHA-256 (FIPS 180-4).
enum SHA256 {
  /// The hash of a message, in hexadecimal.
  static func hexadecimal(of message: [UInt8]) -> String {
    var state: SIMD8<UInt32> = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
      0x5be0_cd19,
    ]
    padded(message).withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
        constants.withUnsafeBufferPointer { constants in
          for start in stride(from: 0, to: bytes.count, by: 64) {
            schedule(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]), in: words)
            absorb(words, constants, into: &state)
          }
        }
      }
    }
    return digits(of: state)
  }

  /// A message with a one bit, zeros, and its length in bits, a multiple of 64 bytes.
  private static func padded(_ message: [UInt8]) -> [UInt8] {
    let count = (message.count + 72) / 64 * 64
    var padded = message
    padded.reserveCapacity(count)
    padded.append(0x80)
    padded += repeatElement(0, count: count - 8 - padded.count)
    let length = UInt64(message.count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    return padded
  }

  /// The words of a block of 64 bytes, and those that follow from them, 64 in all.
  private static func schedule(
    _ block: UnsafeRawBufferPointer, in words: UnsafeMutableBufferPointer<UInt32>
  ) {
    for position in 0..<16 {
      words[position] = UInt32(
        bigEndian: block.loadUnaligned(fromByteOffset: 4 * position, as: UInt32.self))
    }
    for position in 16..<64 {
      let early = words[position - 15]
      let late = words[position - 2]
      let small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
      let small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
      words[position] = words[position - 16] &+ small0 &+ words[position - 7] &+ small1
    }
  }

  private static func absorb(
    _ words: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>,
    into state: inout SIMD8<UInt32>
  ) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for position in 0..<64 {
      let large1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ large1 &+ choice &+ constants[position] &+ words[position]
      let large0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (e, f, g, h) = (d &+ first, e, f, g)
      (a, b, c, d) = (first &+ large0 &+ majority, a, b, c)
    }
    state &+= [a, b, c, d, e, f, g, h]
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// Eight hexadecimal digits for each word.
  private static func digits(of state: SIMD8<UInt32>) -> String {
    String(unsafeUninitializedCapacity: 64) { digits in
      for position in 0..<64 {
        let digit = UInt8(state[position / 8] >> UInt32(28 - 4 * (position % 8)) & 0xF)
        digits[position] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
      }
      return 64
    }
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map(fractionalCubeRoot)
  }()

  /// The root times 2³², less its whole part; exact, by bisection in integers.
  private static func fractionalCubeRoot(_ prime: UInt64) -> UInt32 {
    var low: UInt64 = 0
    var high: UInt64 = 1 << 35
    while high - low > 1 {
      let middle = (low + high) / 2
      if isCubeAtMost(middle, prime) { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }

  /// Whether root³ ≤ prime · 2⁹⁶.
  private static func isCubeAtMost(_ root: UInt64, _ prime: UInt64) -> Bool {
    let square = root.multipliedFullWidth(by: root)
    let low = square.low.multipliedFullWidth(by: root)
    let high = square.high.multipliedFullWidth(by: root)
    let (middle, carry) = low.high.addingReportingOverflow(high.low)
    let top = high.high + (carry ? 1 : 0)
    let limit = prime << 32
    return (top, middle, low.low) <= (0, limit, 0)
  }
}
