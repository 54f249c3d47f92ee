import Compiler
import Elaboration
import Primitives
import Testing

@testable import Diagnostics

/// Every code is documented, and its examples show what they claim.
@Suite struct CatalogueTests {
  @Test func everyCodeHasOneEntryInOrder() {
    #expect(CatalogueEntry.all.map(\.code) == Code.allCases)
    #expect(Code.allCases.map(\.rawValue) == Code.allCases.map(\.rawValue).sorted())
  }

  @Test(arguments: CatalogueEntry.all)
  func entriesAreWhole(_ entry: CatalogueEntry) {
    #expect(!entry.title.isEmpty && entry.title.last != ".")
    #expect(entry.explanation.count(where: { $0 == "." }) >= 2)
    #expect(entry.explanation.hasSuffix("."))
    #expect(entry.markdown.hasPrefix("# \(entry.code.rawValue): \(entry.title)\n"))
    #expect(entry.code.entry.title == entry.title)
  }

  @Test func codesAreFoundAsPeopleTypeThem() {
    #expect(Code(spelled: "nc401") == .wrongArity)
    #expect(Code(spelled: "401") == .wrongArity)
    #expect(Code(spelled: "NC999") == nil)
    #expect(Code(spelled: "") == nil)
  }

  @Test(arguments: CatalogueEntry.all)
  func theRejectedExampleGetsItsCodeAlone(_ entry: CatalogueEntry) {
    let diagnostics = compile(entry.rejected).diagnostics
    let codes = diagnostics.filter { $0.severity == entry.code.severity }.map(\.code)
    #expect(codes == [entry.code])
    if entry.code.severity == .warning { #expect(diagnostics.count == 1) }
  }

  @Test(arguments: CatalogueEntry.all)
  func theAcceptedExampleGetsNothing(_ entry: CatalogueEntry) {
    let compilation = compile(entry.accepted)
    #expect(compilation.diagnostics == [])
    #expect(compilation.program != nil)
  }

  private func compile(_ example: CatalogueEntry.Example) -> Compilation {
    var options = ElaborationOptions()
    for option in example.options {
      switch option {
      case .entry(let name): options.entry = name
      case .parameter(let name, let value):
        options.parameters.append(.init(name: name, initial: .real(value)))
      }
    }
    return Compiler.compile(SourceFile(bytes: example.bytes()), options: options)
  }
}
