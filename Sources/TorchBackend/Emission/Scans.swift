import IR
import PythonSyntax

/// `scan`: a fixed number of rounds whose states are kept.
extension FunctionEmitter {
  func emitScan(_ initial: ValueList, _ rounds: Int, _ body: RegionID, _ results: ValueList) {
    guard rounds > 0 else { return emitNothing(results) }
    let variables = startLoop(initial, body)
    let kept = results.enumerated().filter { context.uses[$0.element] > 0 }.map(\.offset)
    let histories = kept.map { position in
      names.unique((variables[position]?.name ?? Self.temporary) + "_history")
    }
    for history in histories { block.append(.assign(history, .list([]))) }
    let statements = captured {
      let values = self.evaluate(body)
      let updates = self.update(variables, with: values)
      for (history, position) in zip(histories, kept) {
        // A state that no round reads has no variable.
        let value =
          variables[position].map { PythonExpression.name($0.name) }
          ?? self.joined(values[position], isHost: false).expression
        if variables[position] == nil {
          self.block.append(.expression(PythonExpression.name(history).method("append", value)))
        }
      }
      self.block += updates
      for (history, position) in zip(histories, kept) {
        guard let variable = variables[position] else { continue }
        self.block.append(
          .expression(PythonExpression.name(history).method("append", .name(variable.name))))
      }
    }
    emitCompound(
      .forLoop(.name("_"), in: .call("range", .int(rounds)), statements, otherwise: []),
      outputs: [])
    for (history, position) in zip(histories, kept) {
      let isHost = variables[position]?.isHost ?? false
      place(results[position], stack(history, rank: program[initial[position]].type.rank, isHost))
    }
  }

  /// Results without elements.
  func emitNothing(_ results: ValueList) {
    for result in results { place(result, undefined(program[result].type)) }
  }

  /// The states of all rounds as one value.
  func stack(_ history: String, rank: Int, _ isHost: Bool) -> Operand {
    if isHost {
      return Operand(
        expression: .call(.dotted("torch.tensor"), [.name(history)], keywords: placement),
        form: .tensor, rank: 1, depth: 1, size: 1)
    }
    let states = PythonExpression.call("torch.broadcast_tensors", .starred(.name(history)))
    return Operand(
      expression: .call("torch.stack", states, keywords: ["dim": .int(-1 - rank)]), form: .tensor,
      rank: rank + 1, level: axes.count, depth: 2, size: 2)
  }
}
