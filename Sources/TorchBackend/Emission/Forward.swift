import IR
import PythonSyntax
import Types

/// The method `forward`: the program itself, with checks of what comes in and the shape of what
/// goes out.
extension FunctionEmitter {
  static func emitForward(
    _ context: ModuleContext, inputs: [TorchModule.Variable], parameters: [TorchModule.Variable]
  ) -> PythonFunction {
    var names = context.localNames
    for input in inputs { names.reserve(input.pythonName) }
    let emitter = FunctionEmitter(context, function: context.program.entry, names: names)
    emitter.declare(inputs, parameters)
    let program = context.program
    if context.callGraph.hasRecursion {
      let deepen = context.need(RuntimeHelper.deepen)
      let limit = PythonExpression.name(context.depthLimitName)
      emitter.block.append(.expression(.call(deepen, [limit], keywords: [])))
    }
    let isCalled = context.functionNames[program.entry] != nil
    let results =
      isCalled ? emitter.callEntry() : emitter.evaluate(program[program.entry].body)
    let facts = Flow.results(of: context)
    let finished = zip(results, facts).map { emitter.finish($0, $1, inputs, parameters) }
    emitter.block.append(.returns(finished.count == 1 ? finished[0] : .tuple(finished)))
    return PythonFunction(
      name: "forward",
      parameters: [.init("self")]
        + inputs.map { .init($0.pythonName, annotation: .name("Tensor")) },
      result: finished.count == 1
        ? .name("Tensor") : .item(.name("tuple"), finished.map { _ in .name("Tensor") }),
      body: emitter.block.finished(prunable: emitter.prunable))
  }

  // MARK: What comes in

  private func declare(_ inputs: [TorchModule.Variable], _ parameters: [TorchModule.Variable]) {
    let values = program.parameters(of: function)
    for (input, value) in zip(inputs, values) {
      environment[value] = Operand(
        expression: .name(input.pythonName), form: .tensor, rank: input.type.rank)
    }
    // A size such as 2 n + 1 can be checked once the input that decides n has been seen.
    var pending = inputs[...]
    while let next = pending.firstIndex(where: { areDecided($0.type.sizes) }) {
      // Taking the first of a slice moves nothing.
      check(next == pending.startIndex ? pending.removeFirst() : pending.remove(at: next))
    }
    precondition(pending.isEmpty, "neuralc bug: no input decides a size, please report it")
    for (parameter, value) in zip(parameters, values.dropFirst(inputs.count)) {
      let attribute = PythonExpression.attribute(.name("self"), parameter.pythonName)
      let operand = Operand(expression: attribute, form: .tensor, rank: parameter.type.rank)
      let isReference = inputs.isEmpty && reference == nil
      if isReference || context.uses[value] > 1 {
        environment[value] = assign(operand, parameter.name)
      } else {
        environment[value] = operand
      }
      if reference == nil { reference = environment[value]?.expression }
      declareSizes(of: parameter.type, operand.expression)
    }
    checkRequirements()
  }

  /// Whether every unknown of some sizes can be told from one of them, or is known already.
  private func areDecided(_ lengths: [Size]) -> Bool {
    let own = Set(lengths.compactMap(\.symbol))
    return lengths.allSatisfy { length in
      length.terms.allSatisfy { sizes[$0.symbol] != nil || own.contains($0.symbol) }
    }
  }

  /// Checks the shape of a vector or matrix.
  private func check(_ input: TorchModule.Variable) {
    let name = PythonExpression.name(input.pythonName)
    if reference == nil { reference = name }
    let rank = input.type.rank
    guard rank > 0 else { return }
    let shape = PythonExpression.attribute(name, "shape")
    let isOpen = input.type.sizes.contains { size in
      size.terms.contains { sizes[$0.symbol] == nil }
    }
    if isOpen {
      block.append(
        .branch(
          .infix(name.method("dim"), .less, .int(rank)), [shapeError(input, shape)], otherwise: []))
    }
    declareSizes(of: input.type, name)
    let expected = input.type.sizes.map { expression(of: $0) }
    let found = PythonExpression.item(shape, [.slice(.int(-rank), nil)])
    if isOpen, input.type.sizes.count == 1 { return }
    block.append(
      .branch(
        .infix(found, .notEqual, .tuple(expected)), [shapeError(input, shape)], otherwise: []))
  }

  /// `raise ValueError("r must have the shape (..., 3), not (2,)")`
  private func shapeError(_ input: TorchModule.Variable, _ shape: PythonExpression)
    -> PythonStatement
  {
    let wanted = input.type.sizes.map { size in
      size.description { program.sizeNames[$0] ?? "n\($0.index)" }
    }
    let text = "\(input.name) must have the shape (..., \(wanted.joined(separator: ", "))), not "
    return .raise(
      .call("ValueError", .infix(.string(text), .plus, .call("str", .call("tuple", shape)))))
  }

  /// Checks that open sizes are large enough.
  private func checkRequirements() {
    for requirement in program.sizeRequirements
    where requirement.size.terms.allSatisfy({ sizes[$0.symbol] != nil }) {
      let size = requirement.size.description { program.sizeNames[$0] ?? "n\($0.index)" }
      let message =
        "\(context.place(requirement.span)): \(size) must be at least \(requirement.minimum)"
      block.append(
        .branch(
          .infix(expression(of: requirement.size), .less, .int(requirement.minimum)),
          [.raise(.call("ValueError", .string(message)))], otherwise: []))
    }
  }

  /// The program as a call of itself as a function.
  private func callEntry() -> [Operand] {
    let arguments = program.parameters(of: function)
    let call = callOperand(function, arguments, isRecursive: false)
    let types = program[function].results
    let targets = types.map { _ in names.unique(Self.temporary) }
    block.append(.assign(targets.map(PythonExpression.name), call.expression))
    return zip(types, targets).enumerated().map { position, pair in
      var result = call.named(pair.1)
      result.rank = pair.0.rank
      if context.time.isHostResult(function, position) { result.form = .host(HostNumber()) }
      return result
    }
  }

  // MARK: What goes out

  /// A result as a live tensor of its full shape.
  private func finish(
    _ operand: Operand, _ facts: Facts, _ inputs: [TorchModule.Variable],
    _ parameters: [TorchModule.Variable]
  ) -> PythonExpression {
    var result = tensor(operand)
    if facts.gradient == 0, !(inputs.isEmpty && parameters.isEmpty) {
      result = attached(result, inputs, parameters)
      return result.expression
    }
    let missing = inputs.enumerated().filter { position, _ in
      position >= 63 || facts.batch & (1 << UInt64(position)) == 0
    }.map(\.element)
    guard !missing.isEmpty else { return result.expression }
    return expanded(atom(result, "result"), missing)
  }

  /// A result that depends on nothing differentiably, on the graph of everything.
  private func attached(
    _ result: Operand, _ inputs: [TorchModule.Variable], _ parameters: [TorchModule.Variable]
  ) -> Operand {
    let sources = (inputs + parameters).enumerated().map { position, variable -> PythonExpression in
      let value = program.parameters(of: function)[position]
      var source = self.operand(value)
      if variable.type.rank > 0 {
        let dimensions = (1...variable.type.rank).map { PythonExpression.int(-$0) }
        source.expression = source.expression.method(
          "sum", dimensions.count == 1 ? dimensions[0] : .tuple(dimensions))
        source.rank = 0
      }
      return aligned(source, rank: result.rank, level: 0)
    }
    var attached = result
    attached.expression = .call(
      context.need(RuntimeHelper.attach), [result.expression] + sources, keywords: [])
    return attached
  }

  /// A result broadcast to the batch of inputs that it does not depend on.
  private func expanded(_ result: Operand, _ missing: [TorchModule.Variable]) -> PythonExpression {
    if result.rank == 0, missing.allSatisfy({ $0.type.rank == 0 }) {
      let all = [result.expression] + missing.map { .name($0.pythonName) }
      return .item(.call(.dotted("torch.broadcast_tensors"), all, keywords: []), [.int(0)])
    }
    let shapes = missing.map { input -> PythonExpression in
      var batch = PythonExpression.attribute(.name(input.pythonName), "shape")
      if input.type.rank > 0 {
        batch = .item(batch, [.slice(nil, .int(-input.type.rank))])
      }
      guard result.rank > 0 else { return batch }
      return .tuple([.starred(batch)] + Array(repeating: .int(1), count: result.rank))
    }
    let own = PythonExpression.attribute(result.expression, "shape")
    return result.expression.method(
      "expand", .call(.dotted("torch.broadcast_shapes"), [own] + shapes, keywords: []))
  }
}
