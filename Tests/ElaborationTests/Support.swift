import Diagnostics
import IR
import Syntax

@testable import Elaboration

/// What elaboration makes of a text.
struct Elaborated {
  let program: Program?
  let diagnostics: [Diagnostic]
  let source: SourceFile

  init(_ text: String, _ configure: (inout ElaborationOptions) -> Void = { _ in }) {
    source = SourceFile(text: text)
    var options = ElaborationOptions()
    configure(&options)
    var bag = DiagnosticBag()
    let tree = Reader.read(source, diagnostics: &bag)
    program = Elaborator.elaborate(tree, of: source, options: options, diagnostics: &bag)
    diagnostics = bag.sorted
  }

  /// Codes with the text that each points at.
  var problems: [String] { diagnostics.map { "\($0.code.rawValue) \(source.text($0.span))" } }

  /// The types of the inputs, by name.
  var inputs: [String: String] {
    Dictionary(
      (program?.inputs ?? []).map { ($0.name, $0.type.description) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The type of the result.
  var result: String? { program?.functions[0].results[0].description }
}
