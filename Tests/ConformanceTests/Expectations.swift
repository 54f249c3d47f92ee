import Compiler
import Elaboration
import Primitives

/// What the header of a program says: the lines that begin with `;;` behind its title.
struct Expectations: Sendable {
  /// `eval` or `grad`: named values in; one value, or one for each name, out.
  struct Run: Sendable {
    let arguments: [NamedValue]
    let expected: String

    /// The value that must come out.
    var value: Value? { Literal.value(expected) }

    /// The values that must come out, by name.
    var values: [NamedValue]? { Literal.arguments(expected) }
  }

  /// `fails`: named values in, and the kind and place of the error.
  struct Failure: Sendable {
    let arguments: [NamedValue]
    let kind: String
    /// `line:column-line:column`, or `none` where nothing is said of it.
    let place: String
  }

  private(set) var evaluations: [Run] = []
  private(set) var gradients: [Run] = []
  private(set) var failures: [Failure] = []
  /// `error NC403 4:7-4:12`
  private(set) var diagnostics: [String] = []
  private(set) var resultType: String?
  private(set) var tolerance = 1e-12
  private(set) var options = ElaborationOptions()
  /// Lines that nobody understands, so that a slip in a header is not an expectation less.
  private(set) var unknown: [String] = []

  init(header: String) {
    for line in header.split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
      guard line.hasPrefix(";; ") else { break }
      add(String(line.dropFirst(3)))
    }
  }

  /// Reads one line of a header.
  private mutating func add(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let parts = line.components(around: "=>")
    switch words[0] {
    case "eval": add(parts, to: \.evaluations, line)
    case "grad": add(parts, to: \.gradients, line)
    case "fails":
      guard let (given, expected) = parts, let arguments = Literal.arguments(given) else { break }
      let words = expected.split(separator: " ").map(String.init)
      failures.append(Failure(arguments: arguments, kind: words[0], place: words[1]))
      return
    case "error", "warning": diagnostics.append(line)
    case "type": resultType = parts?.after
    case "tolerance": tolerance = Double(words[1]) ?? .nan
    case "options": for option in words.dropFirst() { add(option: option, line) }
    case "float64", "slow": break  // Of interest where programs run in batches.
    default: unknown.append(line)
    }
  }

  /// Adds a run.
  private mutating func add(
    _ parts: (before: String, after: String)?, to runs: WritableKeyPath<Expectations, [Run]>,
    _ line: String
  ) {
    guard let (given, expected) = parts, let arguments = Literal.arguments(given) else {
      unknown.append(line)
      return
    }
    self[keyPath: runs].append(Run(arguments: arguments, expected: expected))
  }

  /// Reads `key=value`.
  private mutating func add(option: String, _ line: String) {
    let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
    switch parts[0] {
    case "entry": options.entry = parts[1]
    case "max-iterations": options.maximumIterations = Int(parts[1]) ?? 0
    case "max-depth": options.maximumDepth = Int(parts[1]) ?? 0
    case "parameter":
      let pair = parts[1].split(separator: ":").map(String.init)
      options.parameters.append(
        .init(name: pair[0], initial: Literal.value(pair[1]) ?? .real(.nan)))
    default: unknown.append(line)
    }
  }
}

extension String {
  /// What stands before and after a separator, without the first word and outer spaces.
  fileprivate func components(around separator: String) -> (before: String, after: String)? {
    let words = split(separator: " ").map(String.init)
    guard let middle = words.firstIndex(of: separator) else { return nil }
    return (
      words[1..<middle].joined(separator: " "), words[(middle + 1)...].joined(separator: " ")
    )
  }
}
