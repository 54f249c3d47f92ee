import IR
import Types

/// Functions: an augmented one that gives a tape as well, and a reverse one from tape and cotangents
/// to the adjoints of the arguments.
extension Pullback {
  /// Gives each function with an adjoint its two versions, before any body calls them.
  func declareFunctions() {
    for index in old.functions.indices {
      let function = FunctionID(index)
      guard function != old.entry, !relevantResults(of: function).isEmpty else { continue }
      augmented[index] = declare(function, "forward", old[function].results + [.tape])
      reversed[index] = declare(
        function, "reverse", relevantParameters(of: function).map { old[$0].type })
    }
  }

  private func declare(_ function: FunctionID, _ suffix: String, _ results: [Type]) -> FunctionID {
    builder.program.functions.append(
      Function(
        name: "\(old[function].name)'\(suffix)", span: old[function].span,
        body: old[function].body, results: results))
    return FunctionID(builder.program.functions.count - 1)
  }

  private func relevantResults(of function: FunctionID) -> [Int] {
    old[function].results.indices.filter { relevance.isResultRelevant(function, $0) }
  }

  private func relevantParameters(of function: FunctionID) -> ValueList {
    old.parameters(of: function).filter { relevance($0) }
  }

  /// Writes both versions of a function.
  func differentiate(_ function: FunctionID) {
    guard let forward = augmented[Int(function.index)], let reverse = reversed[Int(function.index)]
    else { return }
    let body = old[old[function].body]
    let tape = builder.value(.tape, at: old[function].span)
    let handed = FunctionResiduals(tape: tape)
    residuals.open(.function(handed), in: builder)
    let parameters = body.parameters.map { define($0) }
    builder.beginRegion()
    for binding in body.bindings { self.forward(binding) }
    handed.body = builder.close(
      parameters: parameters, body.terminator.mapOperands { use($0) })
    residuals.closeInnermost(in: builder)
    builder.program[forward].body = handed.body
    handed.reverse = reverseBody(of: function, tape: tape)
    builder.program[reverse].body = handed.reverse
  }

  private func reverseBody(of function: FunctionID, tape: ValueID) -> RegionID {
    span = old[function].span
    var cotangents = old[function].results.map { _ in Optional<ValueID>.none }
    for position in relevantResults(of: function) {
      cotangents[position] = builder.value(
        old[function].results[position], at: span, named: "cotangent")
    }
    builder.beginRegion()
    self.reverse(old[function].body, cotangents: cotangents)
    let gradient = relevantParameters(of: function).map { finalAdjoint(of: $0) }
    return builder.close(
      parameters: [tape] + cotangents.compactMap { $0 }, .yield(gradient))
  }

  func reverseCall(_ callee: FunctionID, _ arguments: ValueList, _ results: ValueList) {
    guard let recorded = callTapes[results[0]], let reverse = reversed[Int(callee.index)] else {
      preconditionFailure("neuralc bug: a call without a tape, please report it")
    }
    let parameters = relevantParameters(of: callee)
    guard !parameters.isEmpty else { return }
    let tape = residuals.fetch(recorded, in: &builder)
    let cotangents = relevantResults(of: callee).map { position in
      let type = old[callee].results[position]
      guard let cotangent = adjoints[results[position]] else {
        return builder.constant(0, type, at: span)
      }
      return spread(cotangent, to: type)
    }
    let gradient = builder.append(
      .call(reverse, [tape] + cotangents), parameters.map { old[$0].type }, at: span)
    let argumentOf = Dictionary(zip(old.parameters(of: callee), arguments)) { first, _ in first }
    for (parameter, adjoint) in zip(parameters, gradient) {
      if let argument = argumentOf[parameter] { add(adjoint, to: argument) }
    }
  }
}
