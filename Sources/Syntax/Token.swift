import Diagnostics

/// The kind of a pair of brackets.
enum Bracket: UInt8, Hashable, Sendable {
  case round, square
  /// Not part of the language, but read as brackets so that one mistake is reported once.
  case curly

  /// How the opening bracket is written.
  var opening: String {
    switch self {
    case .round: "("
    case .square: "["
    case .curly: "{"
    }
  }

  /// How the closing bracket is written.
  var closing: String {
    switch self {
    case .round: ")"
    case .square: "]"
    case .curly: "}"
    }
  }
}

/// A word of the source text.
struct Token: Sendable {
  /// What a word is.
  enum Kind: Hashable, Sendable {
    case opening(Bracket)
    case closing(Bracket)
    case identifier
    case number(Double)
    /// `#;`, which makes a comment of the datum that follows.
    case datumComment
    /// `'` or a backquote, which the language does not have; it stands before a datum.
    case quotation
    /// What could not be read and has been reported, in place of a datum.
    case unreadable
    /// What could not be read and has been reported, between data.
    case ignored
    /// A comma, which has been reported.
    case comma
    /// `; …`
    case lineComment
    /// `#| … |#`
    case blockComment
    /// The end of the text.
    case end
  }

  let kind: Kind
  let start: Int
  let end: Int

  /// The bytes of the word.
  var span: Span { Span(start, end) }
}
