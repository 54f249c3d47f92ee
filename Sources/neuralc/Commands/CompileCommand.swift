import ArgumentParser
import Compiler

/// `neuralc compile`
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Writes a program as a standalone Python module that needs only torch.")

  @OptionGroup var options: ProgramOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write it (default: standard output).", valueName: "file"))
  var output: String?

  @Option(help: "What to write: \(Target.list).")
  var target = Target.torch

  func run() throws {
    let text = try options.program().emit(target)
    if let output, output != "-" {
      try Files.write(text, to: output)
    } else {
      Console.write(text, to: 1)
    }
  }
}

extension Target: ExpressibleByArgument {
  /// The names of all targets, for help and messages.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
