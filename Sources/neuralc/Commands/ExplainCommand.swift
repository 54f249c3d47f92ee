import ArgumentParser
import Compiler
import Diagnostics

/// `neuralc explain`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains a diagnostic code, with an example.")

  @Argument(help: "A code such as NC401; without one, all codes are listed.")
  var code: String?

  func run() throws {
    guard let code else {
      for entry in CatalogueEntry.all { Console.print("\(entry.code.rawValue)  \(entry.title)") }
      return
    }
    guard let page = Compiler.explain(code) else {
      throw Failure.usage("there is no diagnostic code '\(code)'; `neuralc explain` lists all")
    }
    Console.print(page)
  }
}
