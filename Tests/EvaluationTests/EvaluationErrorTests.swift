import Evaluation
import IR
import Primitives
import Testing
import Types

@Suite struct EvaluationErrorTests {
  @Test(arguments: [-1.0, 2, 1e300, .nan, .infinity])
  func namesAnIndexOutsideItsVector(index: Double) throws {
    let text = """
      input v : (vec 2)
      input i : real
      entry function @f(%v: (vec 2), %i: real) -> real {
        %e: real = ref %v, %i
        yield %e
      }
      """
    let error = #expect(throws: EvaluationError.self) {
      try evaluate(text, .vec([1, 2]), .real(index))
    }
    #expect(error?.message.hasSuffix("is out of range for size 2") == true)
  }

  @Test func namesALoopThatDoesNotEnd() throws {
    let text = """
      limit iterations 10
      input n : real
      entry function @f(%n: real) -> real {
        %one: real = 1.0
        %r: real = loop (%i: real = %n) {
          branch %i {
            %j: real = - %i, %one
            recur %j
          } else {
            yield %i
          }
        }
        yield %r
      }
      """
    #expect(try evaluate(text, .real(9)) == [.real(0)])
    let error = #expect(throws: EvaluationError.self) { try evaluate(text, .real(10)) }
    #expect(error?.kind == .iterationLimit("the loop over `i`"))
    #expect(error?.message == "the loop over `i` has not ended within 10 rounds")
  }

  static let sizes = """
    size n0 = "n"
    require n0 >= 2
    input v : (vec n0)
    input w : (vec n0 + 1)
    input m : (mat 2 2*n0 + n1)
    input u : (vec n1)
    entry function @f(%v: (vec n0), %w: (vec n0 + 1), %m: (mat 2 2*n0 + n1), %u: (vec n1)) -> (vec n1) {
      yield %u
    }
    """

  private func value(_ shape: [Int]) -> Value {
    Value(shape: shape, elements: Array(repeating: 1, count: shape.reduce(1, *)))
  }

  @Test func bindsOpenSizes() throws {
    #expect(
      try evaluate(Self.sizes, value([3]), value([4]), value([2, 8]), value([2])) == [value([2])])
  }

  @Test(arguments: [
    ([[3], [3], [2, 8], [2]], "`w` must be (vec n + 1), got a vector of 3"),
    ([[3], [4], [2, 7], [2]], "`m` must be (mat 2 2*n + n1), got a matrix of 2 by 7"),
    ([[3], [4], [1, 8], [2]], "`m` must be (mat 2 2*n + n1), got a matrix of 1 by 8"),
    ([[], [4], [2, 8], [2]], "`v` must be (vec n), got a real"),
    ([[1], [2], [2, 4], [2]], "the size n must be at least 2, got 1"),
  ]) func namesTheInputOfAnotherShape(shapes: [[Int]], message: String) throws {
    let program = try IRParser.parse(Self.sizes)
    let error = #expect(throws: EvaluationError.self) {
      try Evaluator(program).run(shapes.map(value))
    }
    #expect(error?.message == message)
  }

  @Test func countsInputs() throws {
    let error = #expect(throws: EvaluationError.self) { try evaluate(Self.sizes, .real(1)) }
    #expect(error?.message == "the program takes 4 inputs, got 1")
  }
}
