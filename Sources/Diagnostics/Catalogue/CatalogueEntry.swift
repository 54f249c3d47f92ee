/// What there is to know about a code: the text of its page and of `neuralc explain`.
package struct CatalogueEntry: Sendable {
  package let code: Code
  /// What went wrong, in a few words that stand alone.
  package let title: String
  /// What it means, why it is so and what to do about it, as Markdown.
  package let explanation: String
  /// A program that gets exactly this diagnostic.
  package let rejected: Example
  /// The same program, put right: nothing is said about it.
  package let accepted: Example

  /// A program, and what is said about it from outside.
  package struct Example: Sendable, ExpressibleByStringLiteral {
    /// What a page shows.
    package let shown: String
    /// What is compiled.
    package let bytes: @Sendable () -> [UInt8]
    package var options: [Option] = []

    package init(stringLiteral text: String) {
      shown = text
      bytes = { Array(text.utf8) }
    }

    /// A program with options of the compiler.
    package init(_ text: String, options: [Option]) {
      self.init(stringLiteral: text)
      self.options = options
    }

    /// A program that cannot be shown as it is.
    package init(shown: String, bytes: @escaping @Sendable () -> [UInt8]) {
      self.shown = shown
      self.bytes = bytes
    }
  }

  /// An option of the compiler.
  package enum Option: Hashable, Sendable {
    case entry(String)
    case parameter(String, Double)

    /// As the command line writes it.
    package var description: String {
      switch self {
      case .entry(let name): "--entry \(name)"
      case .parameter(let name, let value): "--parameter \(name)=\(value)"
      }
    }
  }

  /// The page as Markdown.
  package var markdown: String {
    """
    # \(code.rawValue): \(title)

    \(kind)

    \(explanation)

    ## Example

    \(rejected.markdown)

    Put right:

    \(accepted.markdown)

    """
  }

  /// Whether the program is rejected.
  private var kind: String {
    switch code.severity {
    case .error: "An error: the program is rejected."
    case .warning: "A warning: the program is compiled all the same."
    }
  }
}

extension CatalogueEntry.Example {
  /// The program as a block of code, and its options.
  package var markdown: String {
    let block = "```scheme\n\(shown)\n```"
    if options.isEmpty { return block }
    return block + "\n\ncompiled with `\(options.map(\.description).joined(separator: " "))`"
  }
}

extension CatalogueEntry {
  /// All entries, in the order of their codes.
  package static let all: [CatalogueEntry] = lexical + forms + names + types + warnings

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

  /// The entry of a code; a test holds that each has one.
  package static func entry(for code: Code) -> CatalogueEntry {
    guard let entry = byCode[code] else {
      preconditionFailure("neuralc bug: \(code.rawValue) is not documented, please report it")
    }
    return entry
  }
}

extension Code {
  /// What there is to know about the code.
  package var entry: CatalogueEntry { CatalogueEntry.entry(for: self) }

  /// The code of a name as people type it, in any case: `NC401`, `nc401`, `401`.
  package init?(spelled name: String) {
    let name = name.uppercased()
    self.init(rawValue: name.hasPrefix("NC") ? name : "NC" + name)
  }
}
