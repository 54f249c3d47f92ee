/// Colours for a terminal, or none.
struct Style: Sendable {
  let isEnabled: Bool

  /// What a piece of text is.
  enum Ink: Sendable { case error, warning, note, title, gutter, fix }

  /// A text in the colour of what it is.
  func paint(_ text: String, _ ink: Ink) -> String {
    guard isEnabled, !text.isEmpty else { return text }
    let code =
      switch ink {
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "1;36"
      case .title: "1"
      case .gutter: "1;34"
      case .fix: "1;32"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
