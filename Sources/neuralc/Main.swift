import ArgumentParser
import Diagnostics

/// The command line `neuralc`.
@main
struct Main {
  /// Runs the command that the arguments name. Exit status: 0, 1 for a rejected program, 2 for
  /// wrong usage.
  static func main() {
    do {
      try checkCommand(CommandLine.arguments.dropFirst().first)
      var command = try NeuralCompiler.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      if let message = failure.message { Console.report("error: \(message)") }
      Console.exit(failure.status)
    } catch {
      finish(error)
    }
  }

  /// Fails where the first argument is meant to be a command and is none.
  private static func checkCommand(_ word: String?) throws {
    let names = NeuralCompiler.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word, !word.hasPrefix("-"), !(names + ["help"]).contains(word) else { return }
    let hint =
      Suggestion.closest(to: word, among: names).map { "did you mean `\($0)`?" }
      ?? "there are \(names.joined(separator: ", "))"
    throw Failure.usage("there is no command `\(word)`; \(hint)")
  }

  /// Prints what the argument parser has to say: help that was asked for, or wrong usage.
  private static func finish(_ error: any Error) -> Never {
    let message = NeuralCompiler.fullMessage(for: error)
    let isSuccess = NeuralCompiler.exitCode(for: error) == .success
    if isSuccess { Console.print(message) } else { Console.report(message) }
    Console.exit(isSuccess ? .success : .wrongUsage)
  }
}

/// The root of all commands.
struct NeuralCompiler: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neuralc",
    abstract: "Compiles programs into frozen, differentiable PyTorch modules.",
    discussion: """
      FILE is the path of a program, or - for standard input. The exit status is 0, or 1 where a \
      program is rejected or fails, or 2 for wrong usage.
      """,
    version: Versions.compiler,
    subcommands: [
      CompileCommand.self, BuildCommand.self, CheckCommand.self, EvaluateCommand.self,
      GradientCommand.self, FitCommand.self,
      InfoCommand.self, IRCommand.self, FormatCommand.self, ExplainCommand.self,
      PrimitivesCommand.self,
    ])
}
