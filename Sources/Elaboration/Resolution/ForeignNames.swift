import Diagnostics
import Primitives
import Syntax

/// Names of other languages, and names that read like their notation.
extension Resolver {
  /// What a name of other languages is here.
  struct NameAdvice {
    let hint: String
    /// What takes its place, where nothing else can have been meant.
    let replacement: String?
  }

  // MARK: Heads of lists

  /// What to write for a call of a function that the language does not have.
  mutating func callAdvice(_ name: String) -> NameAdvice? {
    if let word = ForeignWord.named(name) { return advice(word, name) }
    if let member = ModuleMember.name(of: name) {
      if Primitive.id(named: member)?.primitive.isInternal == false {
        return NameAdvice(hint: "it is called `\(member)` here", replacement: member)
      }
      return ForeignWord.named(member).map { advice($0, name) }
    }
    return translation(of: name).map { NameAdvice(hint: "write `\($0.text)`", replacement: nil) }
  }

  private func advice(_ word: ForeignWord, _ name: String) -> NameAdvice {
    var replacement: String?
    if case .operation(let here) = word.translation, word.remark == nil { replacement = here }
    return NameAdvice(hint: word.advice(for: name), replacement: replacement)
  }

  // MARK: Values

  /// What to write for an undeclared name that reads like notation; `nil` for other names.
  mutating func notationAdvice(_ symbol: SyntaxTree.Symbol) -> NameAdvice? {
    if let known = notationNames[symbol] { return known }
    let name = tree.spelling(symbol)
    guard let advice = notationAdvice(name) else { return nil }
    notationNames[symbol] = advice
    return advice
  }

  private mutating func notationAdvice(_ name: String) -> NameAdvice? {
    if let word = ForeignWord.named(name), case .value(let text) = word.translation {
      return NameAdvice(
        hint: "write `\(text)`\(word.remark.map { "; \($0)" } ?? "")",
        replacement: word.remark == nil ? text : nil)
    }
    if let member = ModuleMember.name(of: name) { return memberAdvice(member, name) }
    guard Notation.isLike(name) else { return nil }
    guard let meant = translation(of: name) else {
      return NameAdvice(
        hint: "operations come first, in parentheses: `(* m (square c))`", replacement: nil)
    }
    return NameAdvice(
      hint: "write `\(meant.text)`", replacement: meant.isCertain ? meant.text : nil)
  }

  /// `np.pi`, `math.sin`, and what else stands behind the name of a module.
  private func memberAdvice(_ member: String, _ name: String) -> NameAdvice {
    if let word = ForeignWord.named(member) {
      switch word.translation {
      case .value(let text), .memberValue(let text):
        return NameAdvice(hint: "write `\(text)`", replacement: text)
      default: return NameAdvice(hint: word.advice(for: name), replacement: nil)
      }
    }
    return NameAdvice(
      hint: Primitive.id(named: member)?.primitive.isInternal == false
        ? "the operation is `\(member)`, and a call of it `(\(member) …)`"
        : "there are no modules: `neuralc primitives` lists the operations", replacement: nil)
  }

  // MARK: Translation

  /// A text as it is written here. A program full of notation is not translated to its end.
  mutating func translation(of text: String) -> Notation.Translation? {
    guard text.utf8.count <= Notation.longest, translationBudget > 0 else { return nil }
    translationBudget -= 1
    if symbolsByName.isEmpty {
      symbolsByName = Dictionary(
        zip(tree.symbols, tree.symbols.indices), uniquingKeysWith: { first, _ in first })
    }
    let resolver = self
    return Notation.translate(
      text,
      names: Notation.Names(
        isValue: { resolver.isDeclared($0) },
        isFunction: { resolver.isCallable(resolver.meaning(of: $0)) },
        function: resolver.functionName, value: resolver.valueName))
  }

  /// Whether a name is that of a value, and not only an input because nothing declares it.
  private func isDeclared(_ name: String) -> Bool {
    guard case .variable(let variable)? = meaning(of: name) else { return false }
    return declaresInputs || syntax[variable].role != .input
  }

  /// What a name means, found by its spelling.
  private func meaning(of name: String) -> Meaning? {
    if let index = symbolsByName[name] { return meanings[index] }
    return Resolver.builtinMeaning(name)
  }

  /// What a function of other languages is called here.
  private func functionName(_ name: String) -> String {
    if isCallable(meaning(of: name)) { return name }
    let row = ForeignWord.named(name) ?? ModuleMember.name(of: name).flatMap(ForeignWord.named)
    if case .operation(let here)? = row?.translation { return here }
    return ModuleMember.name(of: name) ?? name
  }

  /// What a value of other languages is called here.
  private func valueName(_ name: String) -> String {
    if meaning(of: name) != nil { return name }
    let member = ModuleMember.name(of: name)
    switch (member ?? name, ForeignWord.named(member ?? name)?.translation) {
    case (_, .value(let text)?): return text
    case (_, .memberValue(let text)?) where member != nil: return text
    default: return name
    }
  }
}
