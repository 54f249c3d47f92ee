import IR
import Types

/// The sweep forward.
extension Pullback {
  /// Copies an operation; where its results carry adjoints, keeps what the sweep back needs.
  func forward(_ binding: Binding) {
    guard binding.results.contains(where: { relevance($0) }) else { return copy(binding) }
    switch binding.operation {
    // The results of a scan are its states, the rounds of a tabulation are independent.
    case .constant, .undefined, .primitive, .scan, .tabulate: copy(binding)
    case .conditional(let condition, let then, let otherwise):
      forwardConditional(condition, then, otherwise, binding.results)
    case .loop(let initial, let body): forwardLoop(initial, body, binding.results)
    case .call(let callee, let arguments): forwardCall(callee, arguments, binding.results)
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop: Pullback.hasNoAdjoint()
    }
  }

  private func forwardConditional(
    _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID, _ results: ValueList
  ) {
    let condition = use(condition)
    let handed = ConditionalResiduals()
    func branch(_ id: RegionID, _ position: Int) -> RegionID {
      residuals.open(.branch(of: handed, position), in: builder)
      builder.beginRegion()
      for binding in old[id].bindings { forward(binding) }
      let region = builder.close(old[id].terminator.mapOperands { use($0) })
      residuals.closeInnermost(in: builder)
      return region
    }
    handed.regions = [branch(then, 0), branch(otherwise, 1)]
    branches[then] = handed
    builder.append(
      Binding(
        results.map { define($0) },
        .conditional(condition, then: handed.regions[0], else: handed.regions[1])))
  }

  /// All of the state is recorded at first; the dead-code pass drops what nobody reads.
  private func forwardLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    let start = initial.map { use($0) }
    let round = copy(body)
    let tape = builder.value(.tape, at: results.first.map { old[$0].span } ?? .none)
    loopTapes[body] = tape
    builder.append(
      Binding(
        results.map { define($0) } + [tape],
        .recordedLoop(initial: start, body: round, recorded: Array(initial.indices))))
  }

  private func forwardCall(_ callee: FunctionID, _ arguments: ValueList, _ results: ValueList) {
    guard let target = augmented[Int(callee.index)] else {
      preconditionFailure("neuralc bug: an adjoint through a function without, please report it")
    }
    let arguments = arguments.map { use($0) }
    let tape = builder.value(.tape, at: old[results[0]].span)
    callTapes[results[0]] = tape
    builder.append(Binding(results.map { define($0) } + [tape], .call(target, arguments)))
  }

  // MARK: Copies

  /// Copies an operation as it is.
  private func copy(_ binding: Binding) {
    let operation = binding.operation.mapOperands { use($0) }.mapRegions { copy($0) }
    if case .constant(let number) = operation, let result = binding.results.first {
      let copy = define(result)
      builder.append(Binding(copy, operation))
      residuals.note(copy, isConstant: number)
      return
    }
    builder.append(Binding(binding.results.map { define($0) }, operation))
  }

  /// Copies a region as it is, but for the values that it may yield.
  func copy(_ id: RegionID, yields: Bool = true) -> RegionID {
    let source = old[id]
    let parameters = source.parameters.map { define($0) }
    builder.beginRegion()
    for binding in source.bindings { copy(binding) }
    let terminator: Terminator
    switch source.terminator {
    case .yield where !yields: terminator = .yield([])
    case let other:
      terminator = other.mapOperands { use($0) }.mapRegions { copy($0, yields: yields) }
    }
    return builder.close(parameters: parameters, terminator)
  }
}
