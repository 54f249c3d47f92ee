import Diagnostics

/// What another language can ask of the compiler.
enum Command: String, CaseIterable, Sendable {
  case version
  case check
  case evaluate
  case info
  case ir
}

extension Request {
  /// The answer, as JSON.
  package func answer() -> JSONValue {
    switch command {
    case .version: .string(Compiler.version)
    case .check: ["diagnostics": Compiler.compile(source, options: options).json]
    case .evaluate: withProgram { evaluation(of: $0) }
    case .info: withProgram { $0.summary().json }
    case .ir: withProgram { .string($0.program.description) }
    }
  }

  /// What `use` makes of the program, or why it is rejected.
  private func withProgram(_ use: (AcceptedProgram) -> JSONValue) -> JSONValue {
    let compilation = Compiler.compile(source, options: options)
    guard let program = compilation.program else {
      return ["diagnostics": compilation.json, "rendered": .string(compilation.rendered())]
    }
    return ["result": use(program)]
  }

  private func evaluation(of program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      return (try program.evaluate(arguments)).json
    } catch {
      return error.json
    }
  }
}
