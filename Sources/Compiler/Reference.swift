import Diagnostics
import Elaboration
import Primitives

/// What there is to know of a word, for people who ask for it.
package enum Reference {
  /// Why there is no page for a word.
  package struct Missing: Error {
    package let word: String
    /// What is written in its place, or what was probably meant.
    package let advice: String?
  }

  /// The page of an operation, as Markdown.
  package static func page(ofOperation word: String) throws(Missing) -> String {
    if let primitive = Primitive.id(named: word)?.primitive, !primitive.isInternal {
      return "# `\(primitive.name)`\n\n\(PrimitiveSection(primitive).text)"
    }
    if let form = Forms.syntax(of: word) {
      throw Missing(word: word, advice: "it is a form: \(form)")
    }
    throw Missing(word: word, advice: Forms.advice(on: word) ?? nearest(word))
  }

  private static func nearest(_ word: String) -> String? {
    let names = Primitive.all.filter { !$0.isInternal }.flatMap { [$0.name] + $0.aliases }
    return Suggestion.closest(to: word, among: names).map { "did you mean `\($0)`?" }
  }
}
