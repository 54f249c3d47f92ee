import Evaluation
import IR
import Passes
import Primitives
import RandomPrograms
import Testing

/// What a program gives, such that equal means the same bits, and any NaN is like any other.
private enum Outcome: Equatable, CustomStringConvertible {
  case values([[UInt64]])
  case error(String)

  init(_ program: Program, _ inputs: [Value]) {
    do throws(EvaluationError) {
      self = .values(
        try Evaluator(program).run(inputs).map { value in
          value.elements.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
        })
    } catch {
      switch error.kind {
      // A loop that was a recursion has another name.
      case .iterationLimit: self = .error("iteration limit")
      default: self = .error(error.message)
      }
    }
  }

  var description: String {
    switch self {
    case .values(let values): "\(values.map { $0.map(Double.init(bitPattern:)) })"
    case .error(let message): message
    }
  }
}

/// Every pass keeps every bit of random programs. A failure names the seed.
@Suite struct RandomProgramTests {
  static let seeds: ClosedRange<UInt64> = 1...150

  @Test func programsAreWellFormedAndReadBack() throws {
    var evaluated = 0
    for seed in Self.seeds {
      let random = RandomProgram.generate(seed: seed)
      #expect(Verifier.verify(random.program) == [], "seed \(seed)")
      let text = random.program.description
      let read = try IRParser.parse(text)
      #expect(read.description == text, "seed \(seed)")
      let outcome = Outcome(random.program, random.inputs)
      #expect(Outcome(read, random.inputs) == outcome, "seed \(seed)")
      if case .values = outcome { evaluated += 1 }
    }
    #expect(evaluated > Self.seeds.count / 2)
  }

  @Test(arguments: Pipeline.all.map(\.name)) func passKeepsEveryBit(name: String) throws {
    let pass = try #require(Pipeline.all.first { $0.name == name })
    for seed in Self.seeds {
      let random = RandomProgram.generate(seed: seed)
      var program = random.program
      pass.run(&program)
      guard expectSame(program, random, "\(name), seed \(seed)") else { return }
    }
  }

  @Test func pipelineKeepsEveryBit() {
    for seed in Self.seeds {
      let random = RandomProgram.generate(seed: seed)
      var program = random.program
      for pass in Pipeline.standard.passes {
        pass.run(&program)
        guard expectSame(program, random, "\(pass.name), seed \(seed)") else { return }
      }
      // Nothing is left to do for a second run but what the first has exposed.
      Pipeline.standard.run(&program)
      guard expectSame(program, random, "second run, seed \(seed)") else { return }
    }
  }

  private func expectSame(_ program: Program, _ random: RandomProgram, _ comment: String) -> Bool {
    let problems = Verifier.verify(program)
    #expect(problems == [], "\(comment)")
    guard problems.isEmpty else { return false }
    let outcome = Outcome(program, random.inputs)
    let expected = Outcome(random.program, random.inputs)
    #expect(outcome == expected, "\(comment)\n\(random.program)\n\(program)")
    return outcome == expected
  }
}
