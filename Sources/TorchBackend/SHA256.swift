/// The hash function SHA-256 (FIPS 180-4).
enum SHA256 {
  /// The hash of a message, in hexadecimal.
  static func hexadecimal(of message: [UInt8]) -> String {
    var state: SIMD8<UInt32> = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
      0x5be0_cd19,
    ]
    var words = [UInt32](repeating: 0, count: 64)
    let padded = message + padding(count: message.count)
    for start in stride(from: 0, to: padded.count, by: 64) {
      schedule(padded, from: start, in: &words)
      absorb(words, into: &state)
    }
    return digits(of: state)
  }

  /// A one bit, zeros, and the length in bits, up to a multiple of 64 bytes.
  private static func padding(count: Int) -> [UInt8] {
    let zeros = (119 - count % 64) % 64
    let length = UInt64(count) * 8
    return [0x80] + [UInt8](repeating: 0, count: zeros)
      + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) }
  }

  /// The words of a block, and those that follow from them.
  private static func schedule(_ bytes: [UInt8], from start: Int, in words: inout [UInt32]) {
    for position in 0..<16 {
      let first = start + 4 * position
      words[position] =
        UInt32(bytes[first]) << 24 | UInt32(bytes[first + 1]) << 16
        | UInt32(bytes[first + 2]) << 8 | UInt32(bytes[first + 3])
    }
    for position in 16..<64 {
      let early = words[position - 15]
      let late = words[position - 2]
      let small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
      let small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
      words[position] = words[position - 16] &+ small0 &+ words[position - 7] &+ small1
    }
  }

  private static func absorb(_ words: [UInt32], into state: inout SIMD8<UInt32>) {
    let constants = constants
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
