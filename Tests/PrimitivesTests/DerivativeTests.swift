import Testing

@testable import Primitives

/// Compares every derivative with finite differences, the second with those of the first.
@Suite struct DerivativeTests {
  @Test(arguments: Primitive.all.map(\.name), [1, 2, 3])
  func derivativesAgreeWithFiniteDifferences(name: String, order: Int) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    for (number, sample) in primitive.sampleCases.enumerated() where sample.isRegular {
      try Line(primitive, sample, seed: UInt64(number)).check(order: order)
    }
  }

  /// The formulas at kinks, where finite differences say nothing.
  @Test(arguments: Kink.all)
  func derivativesAtKinksFollowTheirRule(kink: Kink) throws {
    let line = try Line(
      #require(Primitive.id(named: kink.name)).primitive,
      SampleCase(kink.operands, isRegular: false),
      directions: kink.directions)
    #expect(try line.derivative(order: 1).elements == kink.first, "first")
    #expect(try line.derivative(order: 2).elements == kink.second, "second")
  }
}

/// A point with a rule of its own, directions, and the first two derivatives along them.
struct Kink: Sendable {
  let name: String
  let operands: [Sample]
  let directions: [Value]
  let first: [Double]
  let second: [Double]

  init(
    _ name: String, _ operands: [Sample], along directions: [Value], _ first: [Double],
    _ second: [Double]
  ) {
    self.name = name
    self.operands = operands
    self.directions = directions
    self.first = first
    self.second = second
  }

  static let all: [Kink] = [
    Kink("abs", [.real(0)], along: [.real(1)], [0], [0]),
    Kink("relu", [.real(0)], along: [.real(1)], [0], [0]),
    Kink("max", [.real(1), .real(1)], along: [.real(1), .real(0)], [0.5], [0]),
    Kink("min", [.real(1), .real(1)], along: [.real(0), .real(1)], [0.5], [0]),
    Kink("max", [.real(2), .real(2), .real(2)], along: [.real(3), .real(0), .real(0)], [1], [0]),
    Kink(
      "min", [.real(2), .real(3), .real(2)], along: [.real(1), .real(7), .real(0)], [0.5], [0]),
    Kink("vmax", [.vec(1, 1, 0)], along: [.vec([1, 0, 5])], [0.5], [0]),
    Kink("vmin", [.vec(1, 1, 2)], along: [.vec([1, 0, 5])], [0.5], [0]),
    Kink(
      "clamp", [.real(1), .real(0), .real(1)], along: [.real(1), .real(0), .real(0)], [1], [0]),
    Kink("norm", [.vec(0, 0)], along: [.vec([1, 2])], [0], [0]),
    Kink("normalize", [.vec(0, 0)], along: [.vec([1, 2])], [0, 0], [0, 0]),
    Kink("hypot", [.real(0), .real(0)], along: [.real(1), .real(2)], [0], [0]),
    Kink("atan2", [.real(0), .real(0)], along: [.real(1), .real(2)], [0], [0]),
    Kink("pow", [.real(0), .real(2)], along: [.real(1), .real(0)], [0], [2]),
    Kink("pow", [.real(0), .real(1)], along: [.real(1), .real(0)], [1], [0]),
    Kink("pow", [.real(0), .real(0)], along: [.real(1), .real(0)], [0], [0]),
    Kink("pow", [.real(0), .real(2)], along: [.real(0), .real(1)], [0], [0]),
    Kink("pow", [.real(0), .real(2)], along: [.real(1), .real(1)], [0], [2]),
    Kink("vprod", [.vec(0, 2, 3)], along: [.vec([1, 1, 1])], [6], [10]),
    Kink("vprod", [.vec(0, 0, 3)], along: [.vec([1, 1, 1])], [0], [6]),
    Kink("vprod", [.vec(2, 0, 5, 0)], along: [.vec([0, 1, 0, 1])], [0], [20]),
    Kink("det", [.mat([0, 0], [0, 0])], along: [.mat([1, 0], [0, 1])], [0], [2]),
    Kink("det", [.mat([1, 2], [2, 4])], along: [.mat([1, 0], [0, 0])], [4], [0]),
    Kink(
      "select", [.real(0), .real(1), .real(2)],
      along: [.real(0), .real(.nan), .real(5)], [5], [0]),
  ]
}

extension Value {
  fileprivate static func mat(_ rows: [Double]...) -> Value {
    .mat(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0 })
  }
}

/// A primitive along a line through a sample point.
private struct Line {
  let primitive: Primitive
  let sample: SampleCase
  let directions: [Value]

  /// Directions of the size of the operands, so that every element moves by a like share; operands
  /// that have no derivative stay.
  init(_ primitive: Primitive, _ sample: SampleCase, seed: UInt64) {
    var generator = Generator(state: seed + 1)
    let moving = primitive.operandsWithDerivative(count: sample.operands.count)
    let directions = sample.operands.enumerated().map { position, operand in
      let scale = operand.elements.map(\.magnitude).max() ?? 0
      return operand.map { element in
        guard moving.contains(position) else { return 0 }
        let share = generator.next(in: 0.5...1) * (generator.next(in: 0...1) < 0.5 ? -1 : 1)
        return share * (element != 0 ? element.magnitude : scale != 0 ? scale : 1)
      }
    }
    self.init(primitive, sample, directions: directions)
  }

  init(_ primitive: Primitive, _ sample: SampleCase, directions: [Value]) {
    self.primitive = primitive
    self.sample = sample
    self.directions = directions
  }

  /// The value (order 0) or a derivative along the line, at a distance from the sample.
  func derivative(order: Int, at distance: Double = 0) throws -> Value {
    let symbolic = SymbolicDerivative(
      primitive: primitive, attributes: sample.attributes, count: sample.operands.count)
    var formula: Formula? = symbolic.value
    for _ in 0..<order { formula = formula.flatMap { symbolic.derivative(of: $0) } }
    let operands = zip(sample.operands, directions).map { $0.moved(along: $1, by: distance) }
    let value = try evaluate(symbolic.value, operands: operands, tangents: directions)
    guard let formula else { return value.map { _ in 0 } }
    return try evaluate(formula, operands: operands, tangents: directions)
      .expanded(to: value.shape)
  }

  /// Compares a derivative with Richardson's extrapolation of differences of the one below.
  func check(order: Int) throws {
    let exact = try derivative(order: order).elements
    let scale =
      try (0...order).flatMap { try derivative(order: $0).elements.map(\.magnitude) }
      .max() ?? 0
    let estimate = try richardson(order: order - 1)
    for (exact, estimate) in zip(exact, estimate) {
      #expect(
        (exact - estimate).magnitude <= 1e-8 * scale + 1e-300,
        "\(primitive.name) \(sample.operands) order \(order): \(exact), differences \(estimate)")
    }
  }

  private func richardson(order: Int) throws -> [Double] {
    let wide = try difference(order: order, step: Line.step)
    let middle = try difference(order: order, step: Line.step / 2)
    let narrow = try difference(order: order, step: Line.step / 4)
    return wide.indices.map { index in
      let first = (4 * middle[index] - wide[index]) / 3
      let second = (4 * narrow[index] - middle[index]) / 3
      return (16 * second - first) / 15
    }
  }

  private func difference(order: Int, step: Double) throws -> [Double] {
    let after = try derivative(order: order, at: step).elements
    let before = try derivative(order: order, at: -step).elements
    return zip(after, before).map { ($0 - $1) / (2 * step) }
  }

  private static let step = 0x1p-9
}

extension Primitive {
  /// Operands that the derivative looks at.
  fileprivate func operandsWithDerivative(count: Int) -> Set<Int> {
    switch derivative {
    case .zero: []
    case .partials, .multilinear(.jointly, _): Set(0..<count)
    case .multilinear(.each(let positions), _): Set(positions)
    case .pushforward(let formula, _): formula.tangents
    case .variadicPushforward(let formula, _): formula(count).tangents
    }
  }
}

extension Formula {
  /// The operands whose tangents occur.
  fileprivate var tangents: Set<Int> {
    switch self {
    case .tangent(let index): [index]
    case .operand, .result, .constant: []
    case .apply(_, let operands, _): Set(operands.flatMap(\.tangents))
    }
  }
}

extension Value {
  /// The same, a scalar repeated to a shape.
  fileprivate func expanded(to target: [Int]) -> Value {
    guard shape.isEmpty, !target.isEmpty else { return self }
    return Value(shape: target, elements: Array(repeating: real, count: target.reduce(1, *)))
  }
}

/// A small generator of equal numbers on every machine.
private struct Generator {
  var state: UInt64

  mutating func next(in range: ClosedRange<Double>) -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let unit = Double(state >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }
}
