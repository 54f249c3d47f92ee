/// Words that are no operations.
package enum Forms {
  /// How a form is written; `nil` where the word begins none.
  package static func syntax(of word: String) -> String? { Keyword.named(word)?.syntax }

  /// What is written in the place of a word of other languages.
  package static func advice(on word: String) -> String? {
    ForeignWord.named(word)?.advice(for: word)
  }
}
