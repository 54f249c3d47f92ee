/// Offset of the first byte that is not well-formed UTF-8, or `nil`.
func firstInvalidUTF8(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  var position = 0
  let count = bytes.count
  while position < count {
    if position + 8 <= count, isASCII(eightBytesAt: position, of: bytes) {
      position += 8
      continue
    }
    let length = lengthOfScalar(at: position, in: bytes)
    if length == 0 { return position }
    position += length
  }
  return nil
}

/// Whether eight bytes are all below 0x80.
private func isASCII(eightBytesAt position: Int, of bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self)
  return word & 0x8080_8080_8080_8080 == 0
}

/// How many bytes the well-formed scalar at a position has; 0 where there is none (Unicode,
/// table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF).
private func lengthOfScalar(at position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
  let first = bytes[position]
  switch first {
  case 0x00...0x7F: return 1
  case 0xC2...0xDF: return hasTail(1, at: position, in: bytes, second: 0x80...0xBF) ? 2 : 0
  case 0xE0: return hasTail(2, at: position, in: bytes, second: 0xA0...0xBF) ? 3 : 0
  case 0xED: return hasTail(2, at: position, in: bytes, second: 0x80...0x9F) ? 3 : 0
  case 0xE1...0xEF: return hasTail(2, at: position, in: bytes, second: 0x80...0xBF) ? 3 : 0
  case 0xF0: return hasTail(3, at: position, in: bytes, second: 0x90...0xBF) ? 4 : 0
  case 0xF1...0xF3: return hasTail(3, at: position, in: bytes, second: 0x80...0xBF) ? 4 : 0
  case 0xF4: return hasTail(3, at: position, in: bytes, second: 0x80...0x8F) ? 4 : 0
  default: return 0
  }
}

/// Whether continuation bytes follow, the first of them in a range of its own.
private func hasTail(
  _ length: Int, at position: Int, in bytes: UnsafeBufferPointer<UInt8>,
  second: ClosedRange<UInt8>
) -> Bool {
  guard position + length < bytes.count, second.contains(bytes[position + 1]) else { return false }
  for offset in stride(from: 2, through: length, by: 1)
  where bytes[position + offset] & 0xC0 != 0x80 { return false }
  return true
}
