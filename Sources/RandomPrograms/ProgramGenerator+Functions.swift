import Diagnostics
import IR
import Primitives
import Types

extension ProgramGenerator {
  /// The body of a function with parameters of these types, which sees nothing else.
  mutating func functionBody(
    _ parameters: [Type], size: Int, end: (inout ProgramGenerator) -> Terminator
  ) -> RegionID {
    scope = parameters.map { builder.value($0, at: .none, named: "p\(random.integer(0...9))") }
    let values = ValueList(scope)
    builder.beginRegion()
    addOperations(size, depth: options.depth)
    let terminator = end(&self)
    return builder.close(parameters: values, terminator)
  }

  /// A function that calls others only.
  mutating func addFunction() {
    let parameters = (0...random.integer(0...2)).map { _ in random.pick(from: Self.types) }
    let result = parameters.randomElement(using: &random) ?? .real
    let body = functionBody(parameters, size: random.integer(0...4)) { generator in
      .yield([generator.operand(of: result)])
    }
    builder.program.functions.append(
      Function(name: "f\(callable.count)", span: .none, body: body, results: [result]))
    callable.append(FunctionID(builder.program.functions.count - 1))
  }

  /// Functions that call each other, counting their first argument down.
  mutating func addRecursiveFunctions() {
    let count = random.integer(1...3)
    let first = builder.program.functions.count
    let others = (0..<count).map { _ in
      (0..<random.integer(0...2)).map { _ in random.pick(from: Self.types.dropLast()) }
    }
    let result = random.pick(from: Self.types.dropLast())
    for index in 0..<count {
      builder.program.functions.append(
        Function(name: "r\(first + index)", span: .none, body: RegionID(0), results: [result]))
    }
    for index in 0..<count {
      let body = functionBody([.real] + others[index], size: 1) { generator in
        generator.recursiveEnd(first: first, others: others, result: result)
      }
      builder.program.functions[first + index].body = body
    }
    // Others reach them with a small count, through a function that gives it.
    addStarter(of: FunctionID(first), others[0], result)
  }

  /// `if n > 0 then … call … else …`, with the call last or not, perhaps behind a loop.
  private mutating func recursiveEnd(first: Int, others: [[Type]], result: Type) -> Terminator {
    let count = scope[0]
    let condition = builder.apply(">", [count, builder.constant(0, at: .none)], at: .none)
    let isBehindLoop = random.oneIn(4)
    let then = region { generator in
      if isBehindLoop {
        return .yield([
          generator.addLoop(result: result) { inner in
            inner.recursiveCall(count, first: first, others: others, result: result)
          }
        ])
      }
      return .yield([
        generator.recursiveCall(count, first: first, others: others, result: result)
      ])
    }
    let otherwise = region { generator in
      generator.addOperations(1, depth: 1)
      return .yield([generator.operand(of: result)])
    }
    let value = builder.append(
      .conditional(condition, then: then, else: otherwise), result, at: .none)
    return .yield([value])
  }

  private mutating func recursiveCall(
    _ count: ValueID, first: Int, others: [[Type]], result: Type
  ) -> ValueID {
    let callee = random.integer(0...(others.count - 1))
    let next = builder.apply("-", [count, builder.constant(1, at: .none)], at: .none)
    let arguments = others[callee].map { operand(of: $0) }
    let value = builder.append(
      .call(FunctionID(first + callee), [next] + arguments), result, at: .none)
    if random.oneIn(3) { return value }
    return random.oneIn(2) ? value : builder.apply("+", [value, value], at: .none)
  }

  private mutating func addStarter(of callee: FunctionID, _ others: [Type], _ result: Type) {
    let rounds = Double(random.integer(0...5))
    let body = functionBody(others + [.real], size: 0) { generator in
      let count = generator.builder.constant(rounds, at: .none)
      let arguments = others.map { generator.operand(of: $0) }
      return .yield([
        generator.builder.append(.call(callee, [count] + arguments), result, at: .none)
      ])
    }
    builder.program.functions.append(
      Function(name: "s\(callable.count)", span: .none, body: body, results: [result]))
    callable.append(FunctionID(builder.program.functions.count - 1))
  }
}
