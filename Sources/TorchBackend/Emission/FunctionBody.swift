import IR
import PythonSyntax
import Types

/// Whole functions.
extension FunctionEmitter {
  /// `def name(…): …`
  static func emit(_ function: FunctionID, named name: String, _ context: ModuleContext)
    -> PythonFunction
  {
    let emitter = FunctionEmitter(context, function: function, names: context.localNames)
    var parameters = emitter.declareParameters()
    let program = context.program
    if context.effects[function].needsMask {
      let mask = emitter.names.unique("active")
      parameters.append(.init(mask))
      emitter.active = Operand(expression: .name(mask), form: .mask)
    }
    for extra in context.extraParameters[function] {
      parameters.append(.init(emitter.declare(extra)))
    }
    if context.callGraph.isRecursive(function) {
      emitter.depthName = emitter.names.unique("depth")
      parameters.append(.init(emitter.depthName, standard: .int(0)))
      emitter.block.append(emitter.depthCheck(function))
    }
    emitter.emitReturn(program[function].body)
    return PythonFunction(
      name: name, parameters: parameters, body: emitter.block.finished(prunable: emitter.prunable))
  }

  /// A region whose results are those of the function; where Python decides between two, each has
  /// its own return statement.
  private func emitReturn(_ region: RegionID) {
    guard case .yield(let values) = program[region].terminator,
      let last = program[region].bindings.last, last.results == values,
      case .conditional(let condition, let then, let otherwise) = last.operation,
      context.time.isHost(condition), context.constants[condition] == nil,
      blockDepth < Self.deepestBlock
    else { return returnValues(evaluate(region)) }
    for binding in program[region].bindings.dropLast() { emit(binding) }
    let test = HostSyntax.truth(operand(condition))
    let taken = captured { self.emitReturn(then) }
    block.append(.branch(test.expression, taken, otherwise: []))
    emitReturn(otherwise)
  }

  private func returnValues(_ results: [Operand]) {
    let values = results.enumerated().map { position, result in
      joined(result, isHost: context.time.isHostResult(function, position)).expression
    }
    block.append(.returns(values.count == 1 ? values[0] : .tuple(values)))
  }

  /// Names the function's parameters.
  private func declareParameters() -> [PythonFunction.Parameter] {
    program.parameters(of: function).map { parameter in
      let info = program[parameter]
      let name = names.unique(for: info.name ?? "x")
      let isHost = context.time.isHost(parameter)
      environment[parameter] = Operand(
        expression: .name(name), form: isHost ? .host(HostNumber()) : .tensor,
        rank: info.type.rank)
      if !isHost, reference == nil { reference = .name(name) }
      declareSizes(of: info.type, .name(name))
      return .init(name)
    }
  }

  /// Finds open sizes in the shape of a variable.
  func declareSizes(of type: Type, _ variable: PythonExpression) {
    for (position, size) in type.sizes.enumerated() {
      guard let symbol = size.symbol, sizes[symbol] == nil else { continue }
      let length = PythonExpression.item(
        .attribute(variable, "shape"), [.int(position - type.rank)])
      sizes[symbol] =
        size.constant == 0 ? length : .infix(length, .minus, .int(size.constant))
    }
  }

  private func declare(_ extra: ExtraParameter) -> String {
    switch extra {
    case .like:
      let name = names.unique("like")
      reference = .name(name)
      return name
    case .size(let symbol):
      let name = names.unique(for: program.sizeNames[symbol] ?? "n")
      sizes[symbol] = .name(name)
      return name
    }
  }

  /// `if depth > MAX_DEPTH: raise …`
  private func depthCheck(_ function: FunctionID) -> PythonStatement {
    let info = program[function]
    let message =
      "\(context.place(info.span)): the function \(info.name) called itself more than "
      + "\(program.maximumDepth) levels deep"
    return .branch(
      .infix(.name(depthName), .greater, .name(context.depthLimitName)),
      [.raise(.call("RecursionError", .string(message)))], otherwise: [])
  }
}
