import Differentiation
import Evaluation
import IR
import Primitives
import Testing

/// Moves a point along a direction.
private func moved(_ point: [Value], _ direction: [Value], by step: Double) -> [Value] {
  zip(point, direction).map { point, direction in
    Value(
      shape: point.shape,
      elements: zip(point.elements, direction.elements).map { $0 + step * $1 })
  }
}

/// The derivative along a direction by central differences of order four.
private func difference(
  _ program: Program, at point: [Value], along direction: [Value], step: Double = 1e-3
) throws -> [[Double]] {
  let evaluator = Evaluator(program)
  let inputs = program.inputs.count
  func values(_ factor: Double) throws -> [[Double]] {
    let place = moved(point, direction, by: factor * step)
    return try evaluator.run(Array(place[..<inputs]), parameters: Array(place[inputs...]))
      .map(\.elements)
  }
  let (near, far) = (zip(try values(1), try values(-1)), zip(try values(2), try values(-2)))
  return zip(near, far).map { near, far in
    zip(zip(near.0, near.1), zip(far.0, far.1)).map { near, far in
      (8 * (near.0 - near.1) - (far.0 - far.1)) / (12 * step)
    }
  }
}

/// A direction that is zero nowhere.
private func direction(like values: [Value], _ phase: Double) -> [Value] {
  values.enumerated().map { index, value in
    Value(
      shape: value.shape,
      elements: value.elements.indices.map { 0.5 + Double((7 * index + 3 * $0) % 5) * phase })
  }
}

private func expectClose(_ values: [[Double]], _ expected: [[Double]], _ tolerance: Double) {
  #expect(values.map(\.count) == expected.map(\.count))
  for (value, expected) in zip(values.joined(), expected.joined()) {
    #expect(abs(value - expected) <= tolerance * max(1, abs(expected)))
  }
}

@Suite struct PushforwardTests {
  /// The pushforward by everything, where it must be well formed, and keep the values.
  private func pushforward(of program: Program) -> Program {
    let result = ForwardMode.pushforward(
      of: program, inputs: Array(program.inputs.indices),
      parameters: Array(program.parameters.indices))
    #expect(Verifier.verify(result) == [])
    return result
  }

  @Test(arguments: Smooth.all) func agreesWithFiniteDifferences(smooth: Smooth) throws {
    let program = try IRParser.parse(smooth.text)
    #expect(Verifier.verify(program) == [])
    let parameters = program.parameters.map(\.initial)
    let seed = direction(like: smooth.inputs + parameters, 0.3)
    let both = try Evaluator(pushforward(of: program)).run(smooth.inputs + seed)
    let count = both.count / 2
    #expect(try both[..<count] == Evaluator(program).run(smooth.inputs)[...])
    let expected = try difference(program, at: smooth.inputs + parameters, along: seed)
    expectClose(both[count...].map(\.elements), expected, 1e-9)
  }

  @Test(arguments: Smooth.all) func differentiatesItsOwnOutput(smooth: Smooth) throws {
    let program = try IRParser.parse(smooth.text)
    let first = pushforward(of: program)
    let parameters = program.parameters.map(\.initial)
    let seed = direction(like: smooth.inputs + parameters, 0.3)
    let inputs = smooth.inputs + seed
    let turn = direction(like: inputs + parameters, -0.2)
    let both = try Evaluator(pushforward(of: first)).run(inputs + turn)
    let expected = try difference(first, at: inputs + parameters, along: turn)
    expectClose(both[(both.count / 2)...].map(\.elements), expected, 1e-8)
  }

  @Test func seedsOnlyWhatIsAsked() throws {
    let program = try IRParser.parse(Smooth.arithmetic.text)
    let result = ForwardMode.pushforward(of: program, inputs: [1])
    #expect(result.inputs.map(\.name) == ["x", "y", "d y"])
    #expect(Verifier.verify(result) == [])
    let again = ForwardMode.pushforward(of: result, inputs: [1, 2])
    #expect(again.inputs.map(\.name) == ["x", "y", "d y", "d d y", "d d d y"])
    #expect(Verifier.verify(again) == [])
  }

  @Test func writesWhatAPersonWould() throws {
    let program = try IRParser.parse(
      """
      input x : real
      input y : real
      entry function @f(%x: real, %y: real) -> real {
        %s: real = sin %x
        %c: real = < %s, %y
        %z: real = if %c {
          yield %s
        } else {
          yield %y
        }
        yield %z
      }
      """)
    #expect(
      ForwardMode.pushforward(of: program, inputs: [0]).description == """
        input x : real
        input y : real
        input "d x" : real

        entry function @f(%x.0: real, %y.1: real, %dx.2: real) -> real, real {
          %s.3: real = sin %x.0
          %4: real = cos %x.0
          %5: real = %tangent-product %dx.2, %4
          %c.6: real = < %s.3, %y.1
          %z.7: real, %dz.8: real = if %c.6 {
            yield %s.3, %5
          } else {
            %9: real = 0.0
            yield %y.1, %9
          }
          yield %z.7, %dz.8
        }

        """)
  }

  @Test func differentiatesAnEntryThatCallsItself() throws {
    let program = try IRParser.parse(Shared.power)
    let result = ForwardMode.pushforward(of: program, inputs: [1])
    #expect(Verifier.verify(result) == [])
    #expect(
      try Evaluator(result).run([.real(3), .real(2), .real(1)]) == [.real(8), .real(12)])
  }
}
