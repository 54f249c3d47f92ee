import Differentiation
import Evaluation
import IR
import Primitives
import RandomPrograms
import Testing

/// A program, its pushforward, and a point with a direction to move in.
private struct Comparison {
  let program: Program
  let pushforward: Program
  let point: [Value]
  let direction: [Value]

  /// By inputs and parameters, along a random direction.
  init(_ program: Program, at inputs: [Value], random: inout SplitMix64) {
    self.program = program
    pushforward = ForwardMode.pushforward(
      of: program, inputs: Array(program.inputs.indices),
      parameters: Array(program.parameters.indices))
    point = inputs + program.parameters.map(\.initial)
    direction = point.map { value in
      Value(
        shape: value.shape,
        elements: value.elements.map { _ in Double.random(in: -1...1, using: &random) })
    }
  }

  /// The program's numbers at a step from the point.
  func numbers(at step: Double, of evaluator: Evaluator) throws(EvaluationError) -> [Double] {
    let moved = zip(point, direction).map { value, direction in
      Value(
        shape: value.shape,
        elements: zip(value.elements, direction.elements).map { step == 0 ? $0 : $0 + step * $1 })
    }
    let count = program.inputs.count
    return try evaluator.run(Array(moved[..<count]), parameters: Array(moved[count...]))
      .flatMap(\.elements)
  }

  /// Central differences of order four.
  func differences(_ step: Double, _ evaluator: Evaluator) throws(EvaluationError) -> [Double] {
    let (near, far) = (
      try numbers(at: step, of: evaluator), try numbers(at: 2 * step, of: evaluator)
    )
    let (back, farBack) = (
      try numbers(at: -step, of: evaluator), try numbers(at: -2 * step, of: evaluator)
    )
    return near.indices.map {
      (8 * (near[$0] - back[$0]) - (far[$0] - farBack[$0])) / (12 * step)
    }
  }

  /// What the pushforward gives: values and tangents.
  func dual() throws(EvaluationError) -> (values: [Double], tangents: [Double]) {
    let count = program.inputs.count
    let results = try Evaluator(pushforward).run(
      Array(point[..<count]) + direction, parameters: Array(point[count...]))
    let half = results.count / 2
    return (results[..<half].flatMap(\.elements), results[half...].flatMap(\.elements))
  }
}

/// Derivatives of random programs, where they are smooth, are those of finite differences. A
/// failure names the seed.
@Suite struct RandomProgramTests {
  /// How many numbers were compared, and which differ.
  private struct Tally {
    var compared = 0
    var different: [String] = []

    mutating func add(_ comparison: Comparison, tolerance: Double, _ label: String) {
      let evaluator = Evaluator(comparison.program)
      guard let values = try? comparison.numbers(at: 0, of: evaluator),
        let dual = try? comparison.dual(),
        let left = try? comparison.numbers(at: -1e-6, of: evaluator),
        let right = try? comparison.numbers(at: 1e-6, of: evaluator),
        let coarse = try? comparison.differences(1e-4, evaluator),
        let fine = try? comparison.differences(3e-5, evaluator)
      else { return }
      let keepsValues = zip(dual.values, values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      #expect(keepsValues, "\(label)")
      for index in values.indices {
        // Only where the program is continuous and the differences agree with each other.
        let scale = max(1, abs(coarse[index]))
        let isContinuous = abs((left[index] + right[index]) / 2 - values[index]) < 1e-8
        let isSmooth = abs(coarse[index] - fine[index]) < tolerance * scale
        guard isContinuous, isSmooth, scale < 1e4 else { continue }
        compared += 1
        if abs(dual.tangents[index] - coarse[index]) > 30 * tolerance * scale {
          different.append("\(label), number \(index)")
        }
      }
    }
  }

  @Test func agreeWithFiniteDifferences() {
    var first = Tally()
    var second = Tally()
    for seed: UInt64 in 1...150 {
      var options = RandomProgram.Options()
      options.isSmooth = true
      let random = RandomProgram.generate(seed: seed, options: options)
      var numbers = SplitMix64(seed: seed)
      let once = Comparison(random.program, at: random.inputs, random: &numbers)
      #expect(Verifier.verify(once.pushforward) == [], "seed \(seed)")
      first.add(once, tolerance: 1e-7, "seed \(seed)")
      let inputs = random.inputs + once.direction
      let twice = Comparison(once.pushforward, at: inputs, random: &numbers)
      #expect(Verifier.verify(twice.pushforward) == [], "seed \(seed), second")
      second.add(twice, tolerance: 1e-6, "seed \(seed), second")
    }
    #expect(first.compared > 300 && second.compared > 600)
    // Where operands tie, as in `(clamp x k k)`, a derivative follows PyTorch's convention.
    #expect(first.different.count * 100 <= first.compared, "\(first.different)")
    #expect(second.different.count * 100 <= second.compared, "\(second.different)")
  }

  @Test func areWellFormedForAnyProgram() {
    for seed: UInt64 in 1...100 {
      let random = RandomProgram.generate(seed: seed)
      var numbers = SplitMix64(seed: seed)
      let once = Comparison(random.program, at: random.inputs, random: &numbers)
      #expect(Verifier.verify(once.pushforward) == [], "seed \(seed)")
    }
  }
}
