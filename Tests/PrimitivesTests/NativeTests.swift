import Testing

@testable import Primitives

/// Native emissions compute what `evaluation` says, whether or not loops are unrolled and operands
/// are known.
@Suite struct NativeTests {
  @Test(arguments: Primitive.all.map(\.name))
  func samplesGiveTheSameBits(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    for sample in primitive.sampleCases {
      try check(primitive, sample.operands, sample.attributes)
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func whatIsNoNumberGoesThroughSums(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    for sample in primitive.sampleCases {
      for change in linearChanges(of: primitive, sample.operands) {
        try check(primitive, change.operands { _ in .nan }, sample.attributes)
      }
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func specialNumbersGiveTheSameBits(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    guard case .elementwise = primitive.signature.shape else { return }
    for count in primitive.sampleOperandCounts where count <= 3 {
      for operands in tuples(of: Self.special, count: count) {
        try check(primitive, operands.map { .real($0) }, [])
      }
    }
  }

  @Test(arguments: ["vsum", "vmean", "vprod", "vmin", "vmax", "vlen", "norm", "normalize", "%last"])
  func emptyVectors(name: String) throws {
    try check(try #require(Primitive.id(named: name)).primitive, [.vec([])], [])
  }

  @Test func emptyMatrices() throws {
    let empty = Value.mat(rows: 0, columns: 0, elements: [])
    for name in ["det", "logdet", "inv", "transpose", "trace", "diag"] {
      try check(try #require(Primitive.id(named: name)).primitive, [empty], [])
    }
    let roll = try #require(Primitive.id(named: "roll")).primitive
    try check(roll, [.vec([])], [2])
  }

  @Test(arguments: ["det", "logdet", "inv", "solve", "%determinant-derivative", "%cofactors"])
  func eliminationKeepsTheOrderOfTheReference(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    var random = SplitMix(state: 7)
    // Sums over determinants take long.
    let longest = name.hasPrefix("%") ? 4 : 6
    for length in 1...longest {
      for _ in 0..<15 {
        // Small integers make ties of pivots, zero pivots and singular matrices.
        let numbers = [-0.0, 0, 1, -1, 2, -2, 0.5, 1e3, .infinity, .nan]
        let limit = random.next(2) == 0 ? 7 : numbers.count
        func matrix(_ columns: Int) -> Value {
          .mat(
            rows: length, columns: columns,
            elements: (0..<length * columns).map { _ in numbers[random.next(limit)] })
        }
        let takesTwo = primitive.operationAccepts(2)
        try check(primitive, [matrix(length)] + (takesTwo ? [matrix(length)] : []), [])
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3, -1, -2, 0.5, -0.5])
  func powersWithKnownExponents(exponent: Double) throws {
    let primitive = try #require(Primitive.id(named: "pow")).primitive
    for base in Self.special + [0.3, 7, 1.1, -5.5] {
      let expected = try primitive.evaluation.apply([.real(base), .real(exponent)], attributes: [])
      let (value, count) = native(
        primitive, [.real(base), .real(exponent)], [], shape: [], unrolls: true, known: true)
      // PyTorch squares before it takes the reciprocal, which leaves its range.
      if exponent == -2, base * base == 0 || base * base == .infinity { continue }
      #expect(isClose(value[0], expected.real), "\(base)^\(exponent) is \(value[0])")
      #expect(count <= 4)
    }
  }

  @Test func productsAreCheap() throws {
    let cases: [(String, [Value], Int)] = [
      ("square", [.real(3)], 1), ("negate", [.real(3)], 1), ("vec", [.real(3), .real(4)], 0),
      ("%tangent-product", [.real(3), .real(4)], 5), ("transpose", [matrix], 0),
      ("row", [matrix, .real(1)], 0), ("select", [.real(0), .real(1), .real(2)], 2),
    ]
    for (name, operands, most) in cases {
      let primitive = try #require(Primitive.id(named: name)).primitive
      let shape = try primitive.evaluation.apply(operands, attributes: []).shape
      let (_, count) = native(
        primitive, operands, [], shape: shape, unrolls: true, known: false)
      #expect(count <= most, "\(name)")
    }
  }

  @Test func costsAreThoseOfFunctionsAndDivisions() throws {
    func cost(_ name: String, _ operands: Double?...) throws -> Int {
      try #require(Primitive.id(named: name)).primitive.nativeCost(of: operands)
    }
    #expect(try cost("+", nil, nil) == 1)
    #expect(try cost("pow", nil, 2) == 1)
    #expect(try cost("<", nil, nil) == 1)
    #expect(try cost("/", nil, nil) > 4 * cost("*", nil, nil))
    #expect(try cost("sin", nil) > 2 * cost("/", nil, nil))
    #expect(try cost("pow", nil, nil) >= cost("sin", nil))
    for primitive in Primitive.all where primitive.native.isElementwise {
      let count = primitive.sampleOperandCounts.max() ?? 1
      #expect(
        primitive.nativeCost(of: Array(repeating: nil, count: count)) >= 1, "\(primitive.name)")
    }
  }

  private let matrix = Value.mat(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])

  private static let special: [Double] = [
    0, -0.0, 1, -1, 2.5, -2.5, 0.5, -0.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    -1e308, 41, -708, -745,
  ]

  /// All tuples of numbers.
  private func tuples(of numbers: [Double], count: Int) -> [[Double]] {
    (0..<count).reduce([[]]) { tuples, _ in tuples.flatMap { tuple in numbers.map { tuple + [$0] } }
    }
  }

  /// Compares with the reference in all ways of emission.
  private func check(_ primitive: Primitive, _ operands: [Value], _ attributes: [Int]) throws {
    let expected = try primitive.evaluation.apply(operands, attributes: attributes)
    for (unrolls, known) in [(true, false), (false, false), (true, true), (false, true)] {
      let (elements, _) = native(
        primitive, operands, attributes, shape: expected.shape, unrolls: unrolls, known: known)
      #expect(elements.count == expected.elements.count)
      for (element, reference) in zip(elements, expected.elements) {
        let isSame = isSameBits(element, reference)
        // What is known of an exponent makes a power another formula, and what is known of a
        // partial derivative a plain product, whose zeros may be negative.
        let isAllowed =
          known
          && (primitive.name == "pow" && isClose(element, reference)
            || primitive.name.hasPrefix("%tangent-") && element == reference)
        #expect(
          isSame || isAllowed,
          "\(primitive.name) \(operands) \(attributes): \(element), not \(reference)")
      }
    }
  }

  private func isSameBits(_ left: Double, _ right: Double) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }

  /// Whether two numbers differ by no more than two units in the last place.
  private func isClose(_ left: Double, _ right: Double) -> Bool {
    isSameBits(left, right)
      || left.sign == right.sign && (left - right).magnitude <= 2 * right.ulp
  }

  /// The elements of the result by the native emission, and the number of instructions.
  private func native(
    _ primitive: Primitive, _ operands: [Value], _ attributes: [Int], shape: [Int], unrolls: Bool,
    known: Bool
  ) -> ([Double], Int) {
    let builder = ImmediateBuilder(
      operands, resultCount: shape.reduce(1, *), unrolls: unrolls, knowsConstants: known)
    emit(primitive, builder, operands, attributes, shape)
    let elements = builder.result.map { element in
      guard let element else { preconditionFailure("an element of the result is not set") }
      return element
    }
    return (elements, builder.count)
  }

  /// Sets all elements of the result.
  private func emit(
    _ primitive: Primitive, _ builder: ImmediateBuilder, _ operands: [Value], _ attributes: [Int],
    _ shape: [Int]
  ) {
    let call = NativeCall(
      builder: builder, operandShapes: operands.map(\.shape), attributes: attributes,
      resultShape: shape)
    /// The elements of the operands at the same place.
    func elements(_ position: NativeIndex) -> [NativeElement] {
      operands.indices.map { operand in
        builder.element(
          ofOperand: operand,
          at: operands[operand].shape.isEmpty ? call.position(0) : position)
      }
    }
    switch primitive.native {
    case .elementwise(let function):
      call.forEach(builder.result.count) { builder.setResult(at: $0, to: function(elements($0))) }
    case .truth(let function):
      call.forEach(builder.result.count) {
        builder.setResult(at: $0, to: function(elements($0)).number)
      }
    case .elements(let function), .arrangement(let function):
      forEachIndex(of: shape, call) { indices in
        let position = zip(indices, shape).reduce(call.position(0)) { $0 * $1.1 + $1.0 }
        builder.setResult(at: position, to: function(call, indices))
      }
    case .concatenation:
      let all = operands.indices.flatMap { operand in
        operands[operand].elements.indices.map {
          builder.element(ofOperand: operand, at: call.position($0))
        }
      }
      for (position, element) in all.prefix(builder.result.count).enumerated() {
        builder.setResult(at: call.position(position), to: element)
      }
    case .update(let function, _):
      function(call)
      for position in builder.result.indices where builder.result[position] == nil {
        let index = call.position(position)
        builder.setResult(at: index, to: builder.element(ofOperand: 0, at: index))
      }
    case .general(let function): function(call)
    }
  }

  /// Goes over all indices of a shape.
  private func forEachIndex(
    of shape: [Int], _ call: NativeCall, _ indices: [NativeIndex] = [],
    _ body: ([NativeIndex]) -> Void
  ) {
    guard indices.count < shape.count else { return body(indices) }
    call.forEach(shape[indices.count]) { forEachIndex(of: shape, call, indices + [$0], body) }
  }
}

/// Reproducible random numbers.
private struct SplitMix {
  var state: UInt64

  /// A number from 0 to before `limit`.
  mutating func next(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(limit))
  }
}
