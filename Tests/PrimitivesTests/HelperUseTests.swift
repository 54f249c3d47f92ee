import PythonSyntax
import Testing

@testable import Primitives

/// Which helpers one use of a primitive needs.
@Suite struct HelperUseTests {
  @Test func constantIndicesNeedNoHelper() throws {
    #expect(try helpers("ref", constants: [nil, 1], ranks: [1, 0]) == [])
    #expect(try helpers("ref", constants: [nil, nil], ranks: [1, 0]) == ["element"])
    #expect(try helpers("ref", constants: [nil, nil, 0], ranks: [2, 0, 0]) == ["row"])
  }

  @Test func constantVectorsNeedNoHelper() throws {
    #expect(try helpers("vec", constants: [1, 2]) == [])
    #expect(try helpers("vec", constants: [1, nil]) == ["stack"])
  }

  private func helpers(_ name: String, constants: [Double?], ranks: [Int]? = nil) throws
    -> [String]
  {
    let call = TorchCall(
      operands: constants.enumerated().map { position, constant in
        TorchOperand(
          expression: constant.map(PythonExpression.float) ?? .name("a"), tensor: .name("a"),
          rank: ranks?[position] ?? 0, constant: constant, sizes: [])
      }, attributes: [], resultSizes: [], placement: [])
    return try #require(Primitive.id(named: name)).primitive.torch.helpers(for: call).map(\.name)
  }
}
