import ArgumentParser
import Compiler

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

  mutating func validate() throws {
    if let after, after != "none", !AcceptedProgram.passNames.contains(after) {
      let names = AcceptedProgram.passNames.joined(separator: ", ")
      throw ValidationError("there is no pass '\(after)'; there are \(names) and none")
    }
  }

  func run() throws { Console.print(try options.program().intermediate(after: after)) }
}
