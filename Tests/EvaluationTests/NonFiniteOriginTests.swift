import IR
import Primitives
import Testing

@testable import Evaluation

@Suite struct NonFiniteOriginTests {
  private let program = """
    input x : real
    input v : (vec 2)
    entry function @f(%x: real, %v: (vec 2)) -> real {
      %l: real = log %x
      %p: real = * %x, %l
      %e: (vec 2) = log %v
      %s: real = vsum %e
      %r: real = + %p, %s
      yield %r
    }
    """

  /// Names and operands of what a run finds.
  private func origins(_ inputs: Value...) throws -> [(name: String, operands: [Value])] {
    try Evaluator.nonFiniteOrigins(in: IRParser.parse(program), inputs).map {
      ($0.primitive.primitive.name, $0.operands)
    }
  }

  @Test func firstInfinityThenFirstNaN() throws {
    let found = try origins(.real(0), .vec([0, -1]))
    #expect(found.map(\.name) == ["log", "*"])
    #expect(found[0].operands == [.real(0)])
    #expect(found[1].operands == [.real(0), .real(-.infinity)])
  }

  @Test func elementOfAVector() throws {
    let found = try origins(.real(1), .vec([1, -1]))
    #expect(found.map(\.name) == ["log"])
    #expect(found[0].operands == [.vec([1, -1])])
  }

  @Test func nothingWhereAllIsFiniteOrCameIn() throws {
    #expect(try origins(.real(1), .vec([1, 2])).isEmpty)
    #expect(try origins(.real(.nan), .vec([1, 2])).isEmpty)
  }
}
