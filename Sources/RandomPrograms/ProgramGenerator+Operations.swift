import Diagnostics
import IR
import Primitives
import Types

extension ProgramGenerator {
  /// A region whose values stay inside.
  mutating func region(
    parameters: ValueList = [], _ build: (inout ProgramGenerator) -> Terminator
  ) -> RegionID {
    let outer = scope.count
    scope += parameters
    builder.beginRegion()
    let terminator = build(&self)
    scope.removeSubrange(outer...)
    return builder.close(parameters: parameters, terminator)
  }

  /// Appends random operations.
  mutating func addOperations(_ count: Int, depth: Int) {
    for _ in 0..<count { addOperation(depth: depth) }
  }

  private mutating func addOperation(depth: Int) {
    switch random.integer(0...(depth > 0 ? 13 : 8)) {
    case 0: scope.append(builder.constant(number(), at: .none, named: "c"))
    case 1...7: addPrimitive()
    case 8: addCall()
    case 9, 10: addConditional(depth: depth - 1)
    case 11: scope.append(addLoop(depth: depth - 1, result: scopeType()) { $0.anyOperand() })
    case 12: addScan(depth: depth - 1)
    default: addTabulate(depth: depth - 1)
    }
  }

  /// The type of something in scope.
  private mutating func scopeType() -> Type { builder.program[random.pick(from: scope)].type }

  /// A value in scope, recent ones more often.
  private mutating func anyOperand() -> ValueID {
    let recent = scope.suffix(6)
    return random.oneIn(3) ? random.pick(from: scope) : random.pick(from: Array(recent))
  }

  /// A value of each type.
  mutating func operands(of types: [Type]) -> ValueList {
    ValueList(types.map { operand(of: $0) })
  }

  /// A value of a type, made where there is none.
  mutating func operand(of type: Type) -> ValueID {
    let fitting = scope.filter { builder.program[$0].type == type }
    if let found = fitting.suffix(4).randomElement(using: &random) { return found }
    switch type {
    case .real: return builder.constant(number(), at: .none)
    case .vec(let size):
      // Only known sizes are asked for where nothing is in scope.
      guard let count = size.known else { return builder.constant(number(), type, at: .none) }
      return builder.apply("vec", ValueList((0..<count).map { _ in operand(of: .real) }), at: .none)
    case .mat(let rows, let columns):
      let rows = ValueList((0..<(rows.known ?? 1)).map { _ in operand(of: .vec(columns)) })
      return builder.apply("mat", rows, at: .none)
    case .tape: preconditionFailure("a random program has no tapes")
    }
  }

  // MARK: Primitives

  private mutating func addPrimitive() {
    for _ in 0..<20 {
      let id = random.pick(from: primitives)
      let (operands, attributes) = guess(for: id.primitive)
      let types = operands.map { builder.program[$0].type }
      let shape = id.primitive.signature.shape
      if let type = shape.resultType(operands: types, attributes: attributes), isSmall(type) {
        let operation = Operation.primitive(id, operands, attributes: attributes)
        let name = random.oneIn(3) ? "v\(random.integer(0...9))" : nil
        return scope.append(builder.append(operation, type, at: .none, named: name))
      }
    }
  }

  /// Whether a type has neither too many elements nor none.
  private func isSmall(_ type: Type) -> Bool {
    type.sizes.allSatisfy { (1...8).contains($0.known ?? 2) }
  }

  /// Operands and attributes that may fit.
  private mutating func guess(for primitive: Primitive) -> (ValueList, [Int]) {
    if case .overloads(let overloads) = primitive.signature.shape {
      return guess(for: random.pick(from: overloads))
    }
    let count =
      switch primitive.evaluation {
      case .unary: 1
      case .binary: 2
      case .variadic, .general: (1...3).filter(primitive.signature.arity.accepts).last ?? 1
      }
    return (ValueList((0..<count).map { _ in anyOperand() }), [])
  }

  private mutating func guess(for overload: Overload) -> (ValueList, [Int]) {
    var operands: ValueList = []
    var attributes: [Int] = []
    for pattern in overload.operands {
      switch pattern {
      case .value: operands.append(anyOperand())
      case .index:
        let isRandom = !options.isSmooth && random.oneIn(6)
        operands.append(
          isRandom
            ? operand(of: .real) : builder.constant(Double(random.integer(0...1)), at: .none))
      case .staticSize: attributes.append(random.integer(0...3))
      // Open sizes are required to be 2 at least.
      case .staticBound: attributes.append(random.integer(0...2))
      case .staticInteger: attributes.append(random.integer(-3...3))
      }
    }
    return (operands, attributes)
  }

  // MARK: Structured operations

  private mutating func addCall() {
    guard let callee = callable.randomElement(using: &random) else { return }
    let parameters = builder.program.parameters(of: callee).map { builder.program[$0].type }
    // Nothing of an open size can be made from nothing.
    let arguments = operands(of: parameters)
    let result = builder.program[callee].results[0]
    scope.append(builder.append(.call(callee, arguments), result, at: .none))
  }

  private mutating func addConditional(depth: Int) {
    let condition =
      random.oneIn(2)
      ? operand(of: .real)
      : builder.apply("<", [operand(of: .real), operand(of: .real)], at: .none)
    let result = scopeType()
    let branches = (0..<2).map { _ in
      let size = random.integer(0...3)
      return region { generator in
        generator.addOperations(size, depth: depth)
        return .yield([generator.operand(of: result)])
      }
    }
    scope.append(
      builder.append(
        .conditional(condition, then: branches[0], else: branches[1]), result, at: .none))
  }

  /// A loop of a few rounds; `last` makes a value before it ends, which is its result if it fits.
  mutating func addLoop(
    depth: Int = 0, result: Type, last: (inout ProgramGenerator) -> ValueID
  ) -> ValueID {
    let carried = [Type.real] + (0..<random.integer(0...2)).map { _ in scopeType() }
    let rounds = builder.constant(Double(random.integer(0...4)), at: .none)
    let initial = ValueList([rounds] + carried.dropFirst().map { operand(of: $0) })
    let parameters = ValueList(carried.map { builder.value($0, at: .none, named: "l") })
    let body = region(parameters: parameters) { generator in
      generator.addOperations(generator.random.integer(0...2), depth: depth)
      let zero = generator.builder.constant(0, at: .none)
      let condition = generator.builder.apply(">", [parameters[0], zero], at: .none)
      let again = generator.region { inner in
        inner.round(parameters[0], carried, depth: depth)
      }
      let end = generator.region { inner in
        let value = last(&inner)
        let fits = inner.builder.program[value].type == result
        return .yield([fits ? value : inner.operand(of: result)])
      }
      return .branch(condition, again, end)
    }
    return builder.append(.loop(initial: initial, body: body), result, at: .none)
  }

  private mutating func round(_ counter: ValueID, _ carried: [Type], depth: Int) -> Terminator {
    addOperations(random.integer(0...2), depth: depth)
    let next = builder.apply("-", [counter, builder.constant(1, at: .none)], at: .none)
    return .recur([next] + carried.dropFirst().map { operand(of: $0) })
  }

  private mutating func addScan(depth: Int) {
    let rows = random.integer(1...3)
    let carried = (0...random.integer(0...1)).map { _ in
      random.pick(from: [Type.real, .vec(.known(2))])
    }
    let initial = operands(of: carried)
    let parameters = ValueList(carried.map { builder.value($0, at: .none, named: "s") })
    let body = region(parameters: parameters) { generator in
      generator.addOperations(generator.random.integer(0...3), depth: depth)
      return generator.scanEnd(carried)
    }
    let results = carried.compactMap { $0.stacked(rows) }
    scope += builder.append(
      .scan(initial: initial, rounds: rows, body: body), results, at: .none)
  }

  private mutating func scanEnd(_ carried: [Type]) -> Terminator {
    guard random.oneIn(2) else { return .recur(operands(of: carried)) }
    let condition = operand(of: .real)
    let leaves = (0..<2).map { _ in
      region { inner in
        inner.addOperations(1, depth: 0)
        return .recur(inner.operands(of: carried))
      }
    }
    return .branch(condition, leaves[0], leaves[1])
  }

  private mutating func addTabulate(depth: Int) {
    let count = random.integer(1...3)
    let row = random.pick(from: [Type.real, .vec(.known(2))])
    let index = builder.value(.real, at: .none, named: "i")
    let body = region(parameters: [index]) { generator in
      generator.addOperations(generator.random.integer(0...3), depth: depth)
      return .yield([generator.operand(of: row)])
    }
    let results = row.stacked(count).map { [$0] } ?? []
    scope += builder.append(.tabulate(count: count, body: body), results, at: .none)
  }
}
