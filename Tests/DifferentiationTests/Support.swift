import Differentiation
import Evaluation
import IR
import Passes
import Primitives
import RandomPrograms
import Types

extension Program {
  /// The program with every open size 2.
  func withKnownSizes() -> Program {
    let symbols = values.flatMap(\.type.sizes).flatMap(\.terms).map(\.symbol)
    var known = self
    known.specialise(to: Dictionary(symbols.map { ($0, 2) }) { first, _ in first })
    return known
  }
}

/// Values with a seed's numbers between -1 and 1, of the shapes of others.
func randomValues(like values: [Value], _ random: inout SplitMix64) -> [Value] {
  values.map { value in
    Value(
      shape: value.shape,
      elements: value.elements.map { _ in Double.random(in: -1...1, using: &random) })
  }
}

/// The vector-Jacobian product by forward mode: for each input, then each parameter, the sum over
/// all results of cotangent times derivative, one run for each number.
func adjoints(
  of program: Program, at inputs: [Value], cotangents: [Value]
) throws -> [Value] {
  let parameters = program.parameters.map(\.initial)
  var result: [Value] = []
  for (index, value) in (inputs + parameters).enumerated() {
    let count = program.inputs.count
    let pushforward =
      index < count
      ? ForwardMode.pushforward(of: program, inputs: [index])
      : ForwardMode.pushforward(of: program, inputs: [], parameters: [index - count])
    let evaluator = Evaluator(pushforward)
    let elements = try value.elements.indices.map { position in
      var seed = Array(repeating: 0.0, count: value.elements.count)
      seed[position] = 1
      let direction = Value(shape: value.shape, elements: seed)
      let values = try evaluator.run(inputs + [direction], parameters: parameters)
      return inner(Array(values[(values.count / 2)...]), cotangents)
    }
    result.append(Value(shape: value.shape, elements: elements))
  }
  return result
}

/// The inner product of lists of values; what is zero on one side does not count.
func inner(_ left: [Value], _ right: [Value]) -> Double {
  zip(left, right).reduce(0) { sum, pair in
    zip(pair.0.elements, pair.1.elements).reduce(sum) {
      $1.0 == 0 || $1.1 == 0 ? $0 : $0 + $1.0 * $1.1
    }
  }
}

/// Whether lists of values agree to a relative error; any NaN is like any other.
func agree(_ left: [Value], _ right: [Value], _ tolerance: Double) -> Bool {
  guard left.map(\.shape) == right.map(\.shape) else { return false }
  return zip(left.flatMap(\.elements), right.flatMap(\.elements)).allSatisfy { first, second in
    first == second || (first.isNaN && second.isNaN)
      || abs(first - second) <= tolerance * max(1, abs(first), abs(second))
  }
}

/// How the vector-Jacobian product changes along a direction, by forward mode twice.
func adjointTangents(
  of program: Program, at inputs: [Value], cotangents: [Value], along direction: [Value]
) throws -> [Value] {
  let parameters = program.parameters.map(\.initial)
  let count = program.inputs.count
  var result: [Value] = []
  for (index, value) in (inputs + parameters).enumerated() {
    let first =
      index < count
      ? ForwardMode.pushforward(of: program, inputs: [index])
      : ForwardMode.pushforward(of: program, inputs: [], parameters: [index - count])
    let second = ForwardMode.pushforward(
      of: first, inputs: Array(0..<count), parameters: Array(parameters.indices))
    let evaluator = Evaluator(second)
    let elements = try value.elements.indices.map { position in
      var seed = Array(repeating: 0.0, count: value.elements.count)
      seed[position] = 1
      let values = try evaluator.run(
        inputs + [Value(shape: value.shape, elements: seed)] + direction, parameters: parameters)
      return inner(Array(values[(values.count / 4 * 3)...]), cotangents)
    }
    result.append(Value(shape: value.shape, elements: elements))
  }
  return result
}
