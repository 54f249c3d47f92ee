import IR
import PythonSyntax

/// Calls of the program's functions.
extension FunctionEmitter {
  /// A call, on its own where the callee's work depends on data.
  func emitCall(_ callee: FunctionID, _ arguments: ValueList, _ results: ValueList) {
    let call = callOperand(
      callee, arguments,
      isRecursive: context.callGraph.isRecursiveCall(from: function, to: callee))
    let name = context.functionNames[callee] ?? Self.temporary
    if results.count == 1 {
      var result = call
      result.form = context.time.isHost(results[0]) ? .host(HostNumber()) : .tensor
      result.rank = program[results[0]].type.rank
      if context.uses[results[0]] == 0 {
        // It is there for the errors that it can end in.
        block.append(.expression(result.expression))
        environment[results[0]] = result
      } else if context.effects[callee].needsMask {
        environment[results[0]] = assign(result, program[results[0]].name ?? Self.temporary)
      } else {
        place(results[0], result)
      }
      return
    }
    let targets = results.map { names.unique(for: program[$0].name ?? name) }
    block.append(.assign(targets.map(PythonExpression.name), call.expression))
    for (result, target) in zip(results, targets) {
      var operand = call.named(target)
      operand.form = context.time.isHost(result) ? .host(HostNumber()) : .tensor
      operand.rank = program[result].type.rank
      environment[result] = operand
    }
  }

  /// A call as an expression; a recursive one is a level deeper.
  func callOperand(_ callee: FunctionID, _ arguments: ValueList, isRecursive: Bool) -> Operand {
    let parameters = program.parameters(of: callee)
    let ready = zip(parameters, arguments).map { parameter, argument in
      context.time.isHost(parameter)
        ? HostSyntax.float(HostSyntax.number(operand(argument))) : tensor(operand(argument))
    }
    let needsMask = context.effects[callee].needsMask
    let mask = needsMask ? activeMask() : nil
    let level = (ready + (mask.map { [$0] } ?? [])).map(\.level).max() ?? 0
    var expressions = ready.map { operand in
      operand.isTensor ? aligned(operand, rank: operand.rank, level: level) : operand.expression
    }
    if let mask { expressions.append(aligned(mask, rank: 0, level: level)) }
    expressions += context.extraParameters[callee].map { extra(argument: $0) }
    if isRecursive {
      expressions.append(.infix(.name(depthName), .plus, .int(1)))
    }
    guard let name = context.functionNames[callee] else {
      preconditionFailure("neuralc bug: a call of the program itself, please report it")
    }
    return Operand(
      expression: .call(.name(name), expressions, keywords: []), form: .tensor, level: level,
      depth: (ready.map(\.depth).max() ?? 0) + 1, size: ready.reduce(1) { $0 + $1.size })
  }

  /// What a function is given beside its parameters.
  private func extra(argument: ExtraParameter) -> PythonExpression {
    switch argument {
    case .like: reference ?? PythonExpression.none
    case .size(let symbol): sizes[symbol] ?? .none
    }
  }

  /// The mask of the active elements, true everywhere where there is none.
  func activeMask() -> Operand {
    if let active { return active }
    if let everywhere { return everywhere }
    let assigned = assign(trueMask(), "active", isPrunable: true)
    if blockDepth == 0 { everywhere = assigned }
    return assigned
  }

  /// `some(active)`
  func some(_ mask: Operand) -> PythonExpression {
    .call(context.need(RuntimeHelper.some), [mask.expression], keywords: [])
  }

  /// `torch.ones((), dtype=torch.bool, device=x.device)`
  func trueMask() -> Operand {
    var keywords = [PythonExpression.Keyword("dtype", .dotted("torch.bool"))]
    if let reference { keywords.append(.init("device", .attribute(reference, "device"))) }
    return Operand(
      expression: .call(.dotted("torch.ones"), [.tuple([])], keywords: keywords), form: .mask)
  }
}
