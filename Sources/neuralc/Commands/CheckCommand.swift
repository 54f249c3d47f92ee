import ArgumentParser
import Compiler
import Diagnostics

/// `neuralc check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Shows all errors and warnings of a program.")

  @OptionGroup var options: ProgramOptions

  @Flag(help: "Writes them to standard output as JSON.")
  var json = false

  func run() throws {
    let compilation = try options.compilation()
    if json { Console.print(compilation.json.text) } else { compilation.show() }
    if compilation.program == nil { throw Failure.rejected }
  }
}
