import Diagnostics
import Primitives

/// What another language can ask of the compiler.
enum Command: String, CaseIterable, Sendable {
  case version
  case compile
  case check
  case emit
  case evaluate
  case gradient
  case info
  case primitives
  case explain
}

extension Request {
  /// The answer, as JSON.
  package func answer() -> JSONValue {
    switch command {
    case .version: .string(Compiler.version)
    case .check: ["diagnostics": Compiler.compile(source, options: options).json]
    case .compile: withProgram(module)
    case .emit: emission()
    case .evaluate: withProgram(evaluation)
    case .gradient: withProgram(gradient)
    case .info: withProgram { ["result": $0.summary().json] }
    case .primitives: ["result": Primitive.json]
    case .explain: explanation()
    }
  }

  /// What `use` makes of the program, or why it is rejected.
  private func withProgram(_ use: (AcceptedProgram) -> JSONValue) -> JSONValue {
    let compilation = Compiler.compile(source, options: options)
    guard let program = compilation.program else {
      return [
        "diagnostics": compilation.json, "rendered": .string(compilation.rendered()),
        "file": .string(source.name),
      ]
    }
    return use(program)
  }

  /// A module with what its caller must know of it.
  private func module(of program: AcceptedProgram) -> JSONValue {
    let module = program.torchModule()
    return [
      "class": .string(module.className), "code": .string(module.code),
      "inputs": .array(module.inputs.map(program.json)),
      "parameters": .array(module.parameters.map(program.json)),
      "result": .string(program.describe(program.resultType)),
    ]
  }

  private func emission() -> JSONValue {
    guard let target = Target(rawValue: subject ?? "") else {
      return ["targets": .array(Target.allCases.map { .string($0.rawValue) })]
    }
    return withProgram { ["result": .string($0.emit(target))] }
  }

  private func explanation() -> JSONValue {
    guard let page = Compiler.explain(subject ?? "") else {
      return ["codes": .array(Code.allCases.map { .string($0.rawValue) })]
    }
    return ["result": .string(page)]
  }

  private func evaluation(of program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      return ["result": (try program.evaluate(arguments)).json]
    } catch {
      return error.json(in: program)
    }
  }

  private func gradient(of program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      let parts = try program.gradient(at: arguments)
      return ["result": .object(parts.map { .init($0.name, $0.value.json) })]
    } catch {
      return error.json(in: program)
    }
  }
}
