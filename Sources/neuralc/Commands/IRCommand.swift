import ArgumentParser
import Compiler
import Passes

/// `neuralc ir`
struct IRCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ir", abstract: "Shows the intermediate representation of a program.",
    discussion: "Passes, in their order: \(AcceptedProgram.passNames.joined(separator: ", ")).")

  @OptionGroup var options: ProgramOptions

  @Option(
    help: ArgumentHelp(
      "Shows it after this pass (default: after all; none: before the first).",
      valueName: "pass"))
  var after: String?

  func run() throws {
    let program = try options.program()
    guard let after else { return Console.print(program.intermediate()) }
    do {
      Console.print(try program.intermediate(after: after))
    } catch {
      let names = (AcceptedProgram.passNames + ["none"]).joined(separator: ", ")
      throw Failure.usage("there is no pass '\(error.name)'; there are \(names)")
    }
  }
}
