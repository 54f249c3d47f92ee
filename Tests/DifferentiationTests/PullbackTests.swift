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

  @Test(arguments: Smooth.all) func agreesWithForwardMode(smooth: Smooth) throws {
    let program = try IRParser.parse(smooth.text).withKnownSizes()
    let inputs = smooth.inputs.map { value in
      smooth.name == "open" && !value.shape.isEmpty ? .vec(Array(value.elements[..<2])) : value
    }
    let reverse = pullback(of: program)
    var random = SplitMix64(seed: 5)
    let values = try Evaluator(program).run(inputs)
    let cotangents = randomValues(like: values, &random)
    let all = inputs + program.parameters.map(\.initial)
    let results = try Evaluator(reverse).run(all + cotangents)
    #expect(Array(results[..<values.count]) == values)
    let expected = try adjoints(of: program, at: inputs, cotangents: cotangents)
    #expect(
      agree(Array(results[values.count...]), expected, 1e-12),
      "\(results[values.count...]), not \(expected)\n\(reverse)")
  }

  @Test func agreesWithForwardModeOnRandomPrograms() throws {
    var compared = 0
    for seed: UInt64 in 1...300 {
      var options = RandomProgram.Options()
      options.isSmooth = seed % 2 == 0
      let random = RandomProgram.generate(seed: seed, options: options)
      let program = random.program.withKnownSizes()
      let reverse = pullback(of: program)
      guard let values = try? Evaluator(program).run(random.inputs) else {
        #expect(throws: EvaluationError.self, "seed \(seed)") {
          try Evaluator(reverse).run(
            random.inputs + program.parameters.map(\.initial)
              + program[program.entry].results.map {
                Value(
                  shape: $0.sizes.map { $0.known ?? 0 },
                  elements: Array(repeating: 1, count: $0.sizes.reduce(1) { $0 * ($1.known ?? 0) }))
              })
        }
        continue
      }
      var numbers = SplitMix64(seed: seed)
      let cotangents = randomValues(like: values, &numbers)
      let results = try Evaluator(reverse).run(
        random.inputs + program.parameters.map(\.initial) + cotangents)
      #expect(
        agree(Array(results[..<values.count]), values, 0), "seed \(seed)")
      let expected = try adjoints(of: program, at: random.inputs, cotangents: cotangents)
      // Where something is not finite, the order of products decides between infinity and NaN.
      let isFinite = (values + expected).allSatisfy {
        $0.elements.allSatisfy { $0.isFinite && abs($0) < 1e8 }
      }
      guard isFinite else { continue }
      compared += 1
      let isSame = agree(Array(results[values.count...]), expected, 1e-10)
      #expect(
        isSame,
        "seed \(seed): \(results[values.count...]), not \(expected)\n\(program)\n\(reverse)")
      if !isSame { return }
    }
    #expect(compared > 150)
  }
}
