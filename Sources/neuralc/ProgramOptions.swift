import ArgumentParser
import Compiler
import Diagnostics
import Elaboration

/// The program of a command, and what the command line says about it.
struct ProgramOptions: ParsableArguments {
  @Argument(help: "The program, or - for standard input.", completion: .file(extensions: ["scm"]))
  var file: String

  @Option(
    name: .customLong("input"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Declares an input, as (input name type) does; may be repeated.",
      valueName: "name=type"))
  var inputs: [Assignment] = []

  @Option(
    name: .customLong("parameter"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Makes a free name a trainable constant; may be repeated.", valueName: "name=value"))
  var parameters: [Assignment] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Compiles this function instead of the final expression.", valueName: "function"))
  var entry: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rounds after which a loop is given up.", valueName: "n"))
  var maxIterations = ElaborationOptions().maximumIterations

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Depth after which non-tail recursion is given up.", valueName: "n"))
  var maxDepth = ElaborationOptions().maximumDepth

  mutating func validate() throws {
    for (name, limit) in [("--max-iterations", maxIterations), ("--max-depth", maxDepth)]
    where limit < 1 {
      throw ValidationError("\(name) must be at least 1, not \(limit)")
    }
  }

  /// The text of a file.
  static func source(of file: String) throws -> SourceFile {
    SourceFile(name: file == "-" ? "<stdin>" : file, bytes: try Files.read(file))
  }

  /// Reads and checks the program.
  func compilation() throws -> Compilation {
    var options = ElaborationOptions()
    options.inputs = inputs.map { .init(name: $0.name, type: $0.text) }
    options.parameters = try parameters.map {
      .init(name: $0.name, initial: try $0.namedValue().value)
    }
    options.entry = entry
    options.maximumIterations = maxIterations
    options.maximumDepth = maxDepth
    return Compiler.compile(try Self.source(of: file), options: options)
  }

  /// The program, after its errors and warnings have been shown.
  func program() throws -> AcceptedProgram {
    let compilation = try compilation()
    compilation.show()
    guard let program = compilation.program else { throw Failure.rejected }
    return program
  }
}

extension Compilation {
  /// Shows errors and warnings, and how many there are.
  func show() {
    guard !diagnostics.isEmpty else { return }
    Console.report(
      rendered(usesColor: Console.errorUsesColor) + TextRenderer.summary(of: diagnostics))
  }
}

extension AcceptedProgram {
  /// How a command ends when the program cannot be run with some arguments.
  func failure(_ error: CallError) -> Failure {
    Failure(
      status: error.isAboutArguments ? .wrongUsage : .rejected,
      message: message(error.message, at: error.span))
  }
}
