import Compiler
import Primitives

/// Reads values as headers write them: `1.5`, `[1,2]`, `[[1,2],[3,4]]`, `x=1 y=[1,2]`.
enum Literal {
  /// One value; `nil` where the text is none.
  static func value(_ text: String) -> Value? {
    if let number = Double(text) { return .real(number) }
    guard let inner = unwrap(text) else { return nil }
    guard inner.hasPrefix("[") else {
      let numbers = inner.split(separator: ",").map { Double($0) }
      return numbers.contains(nil) ? nil : .vec(numbers.compactMap { $0 })
    }
    var rows: [[Double]] = []
    for row in inner.dropFirst().dropLast().split(separator: "],[") {
      let numbers = row.split(separator: ",").compactMap { Double($0) }
      rows.append(numbers)
    }
    let columns = rows.first?.count ?? 0
    return .mat(rows: rows.count, columns: columns, elements: Array(rows.joined()))
  }

  /// Named values between spaces.
  static func arguments(_ text: String) -> [NamedValue]? {
    var arguments: [NamedValue] = []
    for word in text.split(separator: " ") {
      guard let sign = word.firstIndex(of: "="),
        let value = value(String(word[word.index(after: sign)...]))
      else { return nil }
      arguments.append(NamedValue(name: String(word[..<sign]), value: value))
    }
    return arguments
  }

  /// The text without its outer brackets.
  private static func unwrap(_ text: String) -> String? {
    text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : nil
  }
}
