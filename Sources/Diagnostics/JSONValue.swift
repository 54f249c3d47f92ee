/// A JSON document, as far as the compiler writes it.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Written with the fewest digits that read back as the same number; infinities and NaN are
  /// written as Python's `json` reads them.
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// Members are written in this order.
  case object([Member])

  /// One member of an object.
  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// An optional string, `null` where there is none.
  package static func optional(_ string: String?) -> JSONValue { string.map(Self.string) ?? .null }

  /// The document as UTF-8.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    write(to: &output)
    return output
  }

  /// The document as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends the document as UTF-8.
  package func write(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .number(let value): Self.write(value, to: &output)
    case .string(let value): Self.write(value, to: &output)
    case .array(let elements):
      Self.list(elements, between: "[", and: "]", to: &output) { $0.write(to: &$1) }
    case .object(let members):
      Self.list(members, between: "{", and: "}", to: &output) { member, output in
        Self.write(member.key, to: &output)
        output += ": ".utf8
        member.value.write(to: &output)
      }
    }
  }

  /// Appends elements with commas between them.
  private static func list<Element>(
    _ elements: [Element], between opening: Unicode.Scalar, and closing: Unicode.Scalar,
    to output: inout [UInt8], _ write: (Element, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: opening))
    for (position, element) in elements.enumerated() {
      if position > 0 { output += ", ".utf8 }
      write(element, &output)
    }
    output.append(UInt8(ascii: closing))
  }

  /// Appends a number.
  private static func write(_ value: Double, to output: inout [UInt8]) {
    if value.isNaN {
      output += "NaN".utf8
    } else if value.isInfinite {
      output += (value < 0 ? "-Infinity" : "Infinity").utf8
    } else {
      output += value.description.utf8
    }
  }

  /// Appends a string; runs of ordinary bytes are copied at once.
  private static func write(_ string: String, to output: inout [UInt8]) {
    var string = string
    output.append(UInt8(ascii: "\""))
    string.withUTF8 { bytes in
      var copied = 0
      for position in bytes.indices {
        guard let escape = escape(bytes[position]) else { continue }
        output += bytes[copied..<position]
        output += escape.utf8
        copied = position + 1
      }
      output += bytes[copied...]
    }
    output.append(UInt8(ascii: "\""))
  }

  /// How a byte that a JSON string must not contain is written.
  @inline(__always)
  private static func escape(_ byte: UInt8) -> String? {
    if byte >= 0x20, byte != 0x22, byte != 0x5C { return nil }
    switch byte {
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    default: return (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }
}
