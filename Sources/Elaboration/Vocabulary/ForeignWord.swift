/// What other languages call something, and what is written here in its place.
package struct ForeignWord: Sendable {
  /// What the word is here.
  package enum Translation: Hashable, Sendable {
    /// The same operation or form has this name; the operands stay as they are.
    case operation(String)
    /// A call of it is this expression, over its operands.
    case expression(String)
    /// A definition, in which the function is `NAME`.
    case definition(String)
    /// Not one expression: what to do is said in words.
    case words(String)
    /// A name of a value, which is written like this.
    case value(String)
    /// The same where it stands behind the name of a module, `math.e`; alone, the name is like others.
    case memberValue(String)
  }

  /// All names of it; those with a module, `np.remainder`, differ from the same name alone.
  package let names: [String]
  package let translation: Translation
  /// What to know when writing the translation.
  package let remark: String?

  init(_ names: [String], _ translation: Translation, _ remark: String? = nil) {
    self.names = names
    self.translation = translation
    self.remark = remark
  }

  /// The whole table, by what it is about.
  package static let families: [(title: String, words: [ForeignWord])] = [
    ("Functions of numbers", functions), ("Signs, rounding and division", rounding),
    ("Comparisons and logic", predicates), ("Vectors and matrices", arrays),
    ("Statements and forms", forms), ("What is to come", planned), ("Values", values),
  ]

  /// The whole table.
  package static let all = families.flatMap(\.words)

  private static let byName = Dictionary(
    all.flatMap { row in row.names.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })

  /// The row of a name.
  static func named(_ name: String) -> ForeignWord? { byName[name] }

  private static let formNames = Set((forms + planned).flatMap(\.names))

  /// Whether a word begins a form of other languages, in which not all parts are expressions.
  static func isForm(_ name: String) -> Bool { formNames.contains(name) }

  /// What to write for a call of `name`.
  package func advice(for name: String) -> String {
    let advice: String
    switch translation {
    case .operation(let here): advice = "it is called `\(here)` here"
    case .expression(let text), .value(let text), .memberValue(let text): advice = "write `\(text)`"
    case .definition(let text):
      advice =
        "define it: `\(text.split(separator: "NAME", omittingEmptySubsequences: false).joined(separator: name))`"
    case .words(let text): advice = text
    }
    return advice + (remark.map { "; \($0)" } ?? "")
  }
}

/// Names with the name of a module in front, as in Python.
enum ModuleMember {
  private static let modules: Set = [
    "math", "cmath", "np", "numpy", "scipy", "torch", "jnp", "jax", "tf", "sympy", "Math", "Base",
  ]

  /// The last part of a name that begins with the name of a module.
  static func name(of word: String) -> String? {
    guard word.utf8.count <= 200, let point = word.firstIndex(of: "."),
      modules.contains(String(word[..<point])),
      let member = word.split(separator: ".", omittingEmptySubsequences: false).last,
      !member.isEmpty
    else { return nil }
    return String(member)
  }
}
