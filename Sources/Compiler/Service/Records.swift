/// Fields with their lengths before them, `5:input,1:r,7:(vec 3),`, so that nothing that stands in a
/// field can end it (netstrings).
struct Records {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether everything has been read.
  var isAtEnd: Bool { position == bytes.count }

  /// The next field.
  mutating func field() throws(RequestError) -> String {
    String(decoding: try rawField(), as: UTF8.self)
  }

  /// The next field as an integer.
  mutating func integer() throws(RequestError) -> Int {
    let text = try field()
    guard let value = Int(text) else { throw .malformed("`\(text)` is no integer") }
    return value
  }

  /// The next field as lengths of dimensions, `2 2`: at most two, none negative.
  mutating func shape() throws(RequestError) -> [Int] {
    var shape: [Int] = []
    for word in try field().split(separator: " ") {
      guard let length = Int(word), length >= 0, length <= Int32.max, shape.count < 2 else {
        throw .malformed("a shape has at most two lengths")
      }
      shape.append(length)
    }
    return shape
  }

  private mutating func rawField() throws(RequestError) -> ArraySlice<UInt8> {
    var length = 0
    var digits = 0
    while position < bytes.count, digits < 10, bytes[position] &- 0x30 < 10 {
      length = length * 10 + Int(bytes[position] - 0x30)
      digits += 1
      position += 1
    }
    guard digits > 0, take(UInt8(ascii: ":")), length < bytes.count - position else {
      throw .malformed("a field has no proper length")
    }
    let field = bytes[position..<position + length]
    position += length
    guard take(UInt8(ascii: ",")) else { throw .malformed("a field does not end as it says") }
    return field
  }

  /// Skips a byte if it is the next one.
  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }
}
