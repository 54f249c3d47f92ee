import Differentiation
import Evaluation
import IR
import Primitives
import RandomPrograms
import Testing

/// Reverse mode gives what forward mode gives.
@Suite struct PullbackTests {
  private func pullback(of program: Program) -> Program {
    let result = ReverseMode.pullback(
      of: program, wrt: Array(0..<program.inputs.count + program.parameters.count))
    #expect(Verifier.verify(result) == [], "\(program)\n\(result)")
    return result
  }

  /// What a program and its pullback give at a point.
  private struct Point {
    let program: Program
    let reverse: Program
    let inputs: [Value]
    let values: [Value]
    let cotangents: [Value]
    let direction: [Value]

    init(_ program: Program, _ reverse: Program, _ inputs: [Value], seed: UInt64) throws {
      self.program = program
      self.reverse = reverse
      self.inputs = inputs
      values = try Evaluator(program).run(inputs)
      var random = SplitMix64(seed: seed)
      cotangents = randomValues(like: values, &random)
      direction = randomValues(like: inputs + program.parameters.map(\.initial), &random)
    }

    /// Inputs, parameters and cotangents.
    var arguments: [Value] { inputs + program.parameters.map(\.initial) + cotangents }

    /// What is wrong with the values and adjoints.
    func firstProblem() throws -> String? {
      let results = try Evaluator(reverse).run(arguments)
      guard agree(Array(results[..<values.count]), values, 0) else { return "values differ" }
      let expected = try adjoints(of: program, at: inputs, cotangents: cotangents)
      guard isOrdinary(values + expected) else { return nil }
      let found = Array(results[values.count...])
      return agree(found, expected, 1e-10) ? nil : "\(found), not \(expected)"
    }

    /// What is wrong with the tangents of values and adjoints.
    func secondProblem(_ second: Program) throws -> String? {
      let results = try Evaluator(second).run(arguments + direction)
      let half = results.count / 2
      let first = try Evaluator(reverse).run(arguments)
      guard agree(Array(results[..<half]), first, 1e-14) else { return "values differ" }
      let expected = try adjointTangents(
        of: program, at: inputs, cotangents: cotangents, along: direction)
      guard isOrdinary(first + expected) else { return nil }
      let found = Array(results[(half + values.count)...])
      return agree(found, expected, 1e-9) ? nil : "second: \(found), not \(expected)"
    }

    /// Whether all numbers are finite and none is huge: else the order of products matters.
    private func isOrdinary(_ values: [Value]) -> Bool {
      values.allSatisfy { $0.elements.allSatisfy { $0.magnitude < 1e8 } }
    }
  }

  /// The derivative of a pullback by all that the program depends on.
  private func second(of reverse: Program, _ program: Program) -> Program {
    let result = ForwardMode.pushforward(
      of: reverse, wrt: Array(0..<program.inputs.count + program.parameters.count))
    #expect(Verifier.verify(result) == [], "\(reverse)\n\(result)")
    return result
  }

  @Test(arguments: Smooth.all) func agreesWithForwardMode(smooth: Smooth) throws {
    let program = try IRParser.parse(smooth.text).withKnownSizes()
    let inputs = smooth.inputs.map { value in
      smooth.name == "open" && !value.shape.isEmpty ? .vec(Array(value.elements[..<2])) : value
    }
    let reverse = pullback(of: program)
    let point = try Point(program, reverse, inputs, seed: 5)
    #expect(try point.firstProblem() == nil, "\(reverse)")
    let second = second(of: reverse, program)
    #expect(try point.secondProblem(second) == nil, "\(second)")
  }

  @Test func agreesWithForwardModeOnRandomPrograms() throws {
    var compared = 0
    for seed in Array(1...300) + [UInt64(1033)] {
      var options = RandomProgram.Options()
      options.isSmooth = seed % 2 == 0
      let random = RandomProgram.generate(seed: seed, options: options)
      let program = random.program.withKnownSizes()
      let reverse = pullback(of: program)
      guard let point = try? Point(program, reverse, random.inputs, seed: seed) else { continue }
      compared += 1
      let problem = try point.firstProblem()
      #expect(problem == nil, "seed \(seed)\n\(program)\n\(reverse)")
      if problem != nil { return }
      guard seed % 3 == 0 else { continue }
      let second = second(of: reverse, program)
      let secondProblem = try point.secondProblem(second)
      #expect(secondProblem == nil, "seed \(seed)\n\(program)\n\(reverse)\n\(second)")
      if secondProblem != nil { return }
    }
    #expect(compared > 200)
  }

  /// What fails without a gradient fails with it, in the same way.
  @Test func failsWhereTheProgramFails() throws {
    var failed = 0
    for seed: UInt64 in 1...600 {
      let random = RandomProgram.generate(seed: seed)
      let program = random.program.withKnownSizes()
      do throws(EvaluationError) { _ = try Evaluator(program).run(random.inputs) } catch {
        failed += 1
        let cotangents = program[program.entry].results.map { type in
          let shape = type.sizes.map { $0.known ?? 0 }
          return Value(shape: shape, elements: Array(repeating: 1, count: shape.reduce(1, *)))
        }
        let arguments = random.inputs + program.parameters.map(\.initial) + cotangents
        let reverse = Evaluator(pullback(of: program))
        #expect(throws: error, "seed \(seed)") { try reverse.run(arguments) }
      }
    }
    #expect(failed > 10)
  }
}
