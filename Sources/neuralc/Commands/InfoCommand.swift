import ArgumentParser
import Compiler
import Diagnostics

/// `neuralc info`
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Shows what a program takes and gives, and how large it is.")

  @OptionGroup var options: ProgramOptions

  @Flag(help: "Writes it as JSON.")
  var json = false

  func run() throws {
    let summary = try options.program().summary()
    Console.print(json ? summary.json.text : text(summary))
  }

  private func text(_ summary: Summary) -> String {
    variables("inputs", summary.inputs) + variables("parameters", summary.parameters)
      + "result      \(summary.result)\nnodes       \(summary.nodes)\ndepth       \(summary.depth)"
  }

  /// One line a variable, the title before the first.
  private func variables(_ title: String, _ variables: [Summary.Variable]) -> String {
    variables.enumerated().map { position, variable in
      let title = position == 0 ? title : ""
      let padding = String(repeating: " ", count: 12 - title.count)
      let note = variable.isStepwise ? "  (changes the result only by steps)" : ""
      return "\(title)\(padding)\(variable.name): \(variable.type)\(note)\n"
    }.joined()
  }
}
