import IR
import PythonSyntax

/// Guards: values of a branch whose gradient is dropped for the elements that do not take it.
extension FunctionEmitter {
  /// The values from outside that a region needs guards for, in the order of the program.
  func guardedValues(in region: RegionID) -> ValueList {
    let guarded = context.sensitivity.guarded(in: region).filter { value in
      environment[value]?.form == .tensor && environment[value]?.table == nil
    }
    return ValueList(guarded.sorted { $0.index < $1.index })
  }

  /// Runs `body` with guards: `x = torch.where(test, x, x.detach())`.
  func withGuards<Result>(
    _ values: ValueList, _ test: Operand, isTaken: Bool, _ body: () -> Result
  ) -> Result {
    guard !values.isEmpty else { return body() }
    let outer = values.map { bind($0) }
    for (value, operand) in zip(values, outer) {
      let record = GuardRecord(base: operand, test: test, isTaken: isTaken)
      let name = (program[value].name ?? Self.temporary) + "_taken"
      var variable = assign(guarded(operand, by: record), name, isPrunable: true)
      variable.guardRecord = record
      environment[value] = variable
    }
    defer { for (value, operand) in zip(values, outer) { environment[value] = operand } }
    return body()
  }

  /// `torch.where(test, x, x.detach())`
  func guarded(_ operand: Operand, by record: GuardRecord) -> Operand {
    var detached = operand
    detached.expression = operand.expression.method("detach")
    let pair = record.isTaken ? [operand, detached] : [detached, operand]
    return combine([record.test] + pair, form: .tensor, rank: operand.rank) {
      .call("torch.where", $0[0], $0[1], $0[2])
    }
  }
}
