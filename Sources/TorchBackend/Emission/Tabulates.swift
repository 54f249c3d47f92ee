import IR
import PythonSyntax

/// `tabulate`: all indices at once, along a dimension behind the batch.
extension FunctionEmitter {
  func emitTabulate(_ count: Int, _ body: RegionID, _ results: ValueList) {
    guard count > 0 else { return emitNothing(results) }
    if context.time.unrolled.contains(body) { return emitUnrolled(count, body, results) }
    let level = axes.count + 1
    let outer = active
    axes.append(IndexTable.Axis(level: level, count: count))
    if let index = program[body].parameters.first { declare(index, indices(count, level)) }
    let values = evaluate(body)
    axes.removeLast()
    active = outer
    for (result, value) in zip(results, values) {
      place(result, stacked(value, level: level, count: count))
    }
  }

  /// One index after the other: `for i in range(n): …`
  private func emitUnrolled(_ count: Int, _ body: RegionID, _ results: ValueList) {
    let index = names.unique(
      for: program[body].parameters.first.flatMap { program[$0].name } ?? "i")
    for parameter in program[body].parameters {
      let range = 0...max(0, count - 1)
      environment[parameter] = Operand(
        expression: .name(index), form: .host(HostNumber(range: range)))
    }
    let kept = results.indices.filter { context.uses[results[$0]] > 0 }
    let rows = kept.map { position in
      names.unique(for: (program[results[position]].name ?? "row") + "s")
    }
    block += rows.map { .assign($0, .list([])) }
    let statements = captured {
      let values = self.evaluate(body)
      for (row, position) in zip(rows, kept) {
        let value = self.joined(values[position], isHost: false).expression
        self.block.append(.expression(PythonExpression.name(row).method("append", value)))
      }
    }
    emitCompound(
      .forLoop(.name(index), in: .call("range", .int(count)), statements, otherwise: []),
      outputs: [])
    for (row, position) in zip(rows, kept) {
      place(results[position], stack(row, rank: program[results[position]].type.rank - 1, false))
    }
  }

  /// Holds an index under its name; one that only slices use is not written.
  private func declare(_ index: ValueID, _ operand: Operand) {
    guard context.uses[index] > 1 else { return place(index, operand) }
    environment[index] = assign(operand, program[index].name ?? "i", isPrunable: true)
  }

  /// 0, 1, 2, … along the dimension of the newest index.
  private func indices(_ count: Int, _ level: Int) -> Operand {
    Operand(
      expression: .call(.dotted("torch.arange"), [.int(count)], keywords: placement),
      form: .tensor, level: level, full: [level], depth: 1, size: 1,
      table: .index(level: level, count: count))
  }

  /// The dimension of an index as the first of the value's own.
  private func stacked(_ value: Operand, level: Int, count: Int) -> Operand {
    if value.rank == 0, !value.isTensor, let reference {
      return Operand(
        expression: Self.filled([.int(count)], with: HostSyntax.number(value), reference),
        form: .tensor, rank: 1, depth: value.depth + 1, size: value.size + 1)
    }
    var operand = tensor(value)
    if !operand.full.contains(level) {
      let expression = aligned(operand, rank: operand.rank, level: level)
      let name = atomic(expression)
      let own = Array(repeating: PythonExpression.int(-1), count: operand.rank)
      let batch = PythonExpression.item(
        .attribute(name, "shape"), [.slice(nil, .int(-1 - operand.rank))])
      operand.expression = .call(
        .attribute(name, "expand"), [.starred(batch), .int(count)] + own, keywords: [])
    }
    operand.rank += 1
    operand.level = level - 1
    operand.full.remove(level)
    operand.table = nil
    operand.depth += 1
    return operand
  }

  /// The expression under a name.
  func atomic(_ expression: PythonExpression) -> PythonExpression {
    atom(Operand(expression: expression, form: .tensor)).expression
  }
}
