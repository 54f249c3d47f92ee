import Diagnostics
import Elaboration
import Primitives

/// What another language can ask of the compiler.
enum Command: String, CaseIterable, Sendable {
  case version
  case compile
  case interface
  case check
  case emit
  case evaluate
  case gradient
  case nonFinite = "non-finite"
  case switches
  case kernel
  case info
  case primitives
  case vocabulary
  case explain
}

extension Request {
  /// The answer to the command. Where it is about a program without errors, `compile` may give one
  /// that is known already.
  package func answer(compile: (Request) -> Compilation = { $0.compilation() }) -> Answer {
    func withProgram(_ use: (AcceptedProgram) -> Answer) -> Answer {
      answer(from: compile(self), use)
    }
    switch command {
    case .version: return Answer(.string(Compiler.version))
    case .check: return Answer(["diagnostics": compilation().json])
    case .compile: return withProgram(module)
    case .interface: return withProgram { Answer(interface(of: $0)) }
    case .emit:
      guard let target = Target(rawValue: subject ?? "") else {
        return Answer(["targets": .array(Target.allCases.map { .string($0.rawValue) })])
      }
      return withProgram { Answer(["result": .string($0.emit(target))]) }
    case .evaluate: return withProgram { Answer(evaluation(of: $0)) }
    case .gradient: return withProgram { Answer(gradient(of: $0)) }
    case .nonFinite: return withProgram { Answer(nonFinite(in: $0)) }
    case .switches: return withProgram { Answer(switches(in: $0)) }
    case .kernel: return withProgram { $0.kernelAnswer(kernel) }
    case .info: return withProgram { Answer(["result": $0.summary().json]) }
    case .primitives: return Answer(["result": Primitive.json])
    case .vocabulary: return Answer(["result": ForeignWord.json])
    case .explain: return Answer(explanation())
    }
  }

  /// What `use` makes of the program, or why it is rejected.
  private func answer(
    from compilation: Compilation, _ use: (AcceptedProgram) -> Answer
  ) -> Answer {
    guard let program = compilation.program else {
      return Answer([
        "diagnostics": compilation.json, "rendered": .string(compilation.rendered()),
        "file": .string(source.name),
      ])
    }
    return use(program)
  }

  /// What the caller of a module must know of it, and the parts of its file that run, with how many
  /// lines of the file stand before them.
  private func module(of program: AcceptedProgram) -> Answer {
    let parts = program.torchModule().parts
    return Answer(
      interface(
        of: program,
        lines: [.integer(parts.linesBeforeDefinitions), .integer(parts.linesBeforeForward)]),
      texts: [parts.definitions, parts.forward])
  }

  /// What the caller of a module must know of it; `lines` are those before the parts.
  private func interface(of program: AcceptedProgram, lines: JSONValue = .null) -> JSONValue {
    let interface = program.torchInterface()
    return [
      "class": .string(interface.className), "inputs": .array(interface.inputs.map(program.json)),
      "parameters": .array(interface.parameters.map(program.json)),
      "initial": .array(program.program.parameters.map(\.initial.nested)),
      "domains": program.program.domainsJSON,
      "lines": lines,
      "result": .string(program.describe(program.resultType)),
    ]
  }

  private func explanation() -> JSONValue {
    guard let page = Compiler.explain(subject ?? "") else {
      return ["codes": .array(Code.allCases.map { .string($0.rawValue) })]
    }
    return ["result": .string(page)]
  }

  private func evaluation(of program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      return ["result": (try program.evaluate(arguments, isInterrupted: isInterrupted)).json]
    } catch {
      return error.json(in: program)
    }
  }

  private func nonFinite(in program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      let renderer = JSONRenderer(source: source)
      return [
        "result": .array(
          try program.nonFinite(arguments, isInterrupted: isInterrupted).map { origin in
            [
              "operation": .string(origin.operation), "message": .string(origin.message),
              "operands": .array(origin.operands.map(\.nested)),
              "result": origin.result.nested, "span": renderer.render(origin.span),
            ]
          })
      ]
    } catch {
      return error.json(in: program)
    }
  }

  /// When rates change abruptly. The subject is the names of time and state, and the end.
  private func switches(in program: AcceptedProgram) -> JSONValue {
    let words = (subject ?? "").split(separator: " ").map(String.init)
    guard words.count == 3, let end = Double(words[2]) else {
      return ["error": .string("`switches` needs time, state and end")]
    }
    do throws(CallError) {
      let found = try program.switches(arguments, time: words[0], state: words[1], to: end)
      let renderer = JSONRenderer(source: source)
      return [
        "result": [
          "times": .array(found.times.map { .number($0) }),
          "unknown": .array(found.unknown.map(renderer.render)),
        ]
      ]
    } catch {
      return error.json(in: program)
    }
  }

  private func gradient(of program: AcceptedProgram) -> JSONValue {
    do throws(CallError) {
      let parts = try program.gradient(at: arguments, isInterrupted: isInterrupted)
      return ["result": .object(parts.map { .init($0.name, $0.value.json) })]
    } catch {
      return error.json(in: program)
    }
  }
}
