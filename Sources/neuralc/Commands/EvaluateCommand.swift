import ArgumentParser
import Compiler

/// `neuralc eval`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Evaluates a program in float64, without Python.",
    discussion: "For example: neuralc eval law.scm m=2 r=[1,2,3] a=[[1,2],[3,4]]")

  @OptionGroup var options: ProgramOptions

  @Argument(help: "A value for each input, and for parameters that are to differ.")
  var values: [Assignment] = []

  func run() throws {
    let arguments = try values.map { try $0.namedValue() }
    let program = try options.program()
    do throws(CallError) {
      let value = try program.evaluate(arguments)
      Console.print(ValueLiteral.format(value))
      if !value.elements.allSatisfy(\.isFinite) {
        for origin in try program.nonFinite(arguments) { Console.report("note: \(origin.message)") }
      }
    } catch {
      throw program.failure(error)
    }
  }
}
