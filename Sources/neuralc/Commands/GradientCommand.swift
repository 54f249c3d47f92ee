import ArgumentParser
import Compiler

/// `neuralc grad`
struct GradientCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grad",
    abstract: "Evaluates the exact gradient of a program by its inputs and parameters.",
    discussion: "For example: neuralc grad law.scm m=2 r=[1,2,3]")

  @OptionGroup var options: ProgramOptions

  @Argument(help: "A value for each input, and for parameters that are to differ.")
  var values: [Assignment] = []

  func run() throws {
    let arguments = try values.map { try $0.namedValue() }
    let program = try options.program()
    do throws(CallError) {
      for part in try program.gradient(at: arguments) {
        Console.print("\(part.name) = \(ValueLiteral.format(part.value))")
      }
    } catch {
      throw program.failure(error)
    }
  }
}
