import IR
import Types

extension FunctionEmitter {
  // MARK: Tables

  func emitTabulate(_ results: ValueList, _ count: Int, _ body: RegionID) {
    let counter = program[body].parameters[0]
    guard case .yield(let yields) = program[firstLeaf(of: body)].terminator else {
      preconditionFailure("neuralc bug: a table of no values, please report it")
    }
    let rows = yields.map { rowShape(of: $0) }
    if isUnrolled(body, rounds: count) {
      return unrollTabulate(results, count, body, counter, rows)
    }
    let tables = tables(for: results)
    forEach(count) { index in
      self.bind(counter, to: index)
      scoped {
        let targets = rowTargets(rows, tables, at: index)
        let registers = emitValues(body, recurs: false, targets)
        storeRows(registers, rows, tables, at: index)
      }
    }
    finish(results, tables)
  }

  private func unrollTabulate(
    _ results: ValueList, _ count: Int, _ body: RegionID, _ counter: ValueID, _ rows: [Shape]
  ) {
    var numbers = results.map { _ in [Number]() }
    for index in 0..<count {
      set(counter, to: .number(.constant(Double(index))))
      append(emitValues(body, recurs: false, Targets.Values(registers: rows)), rows, to: &numbers)
    }
    for (result, row) in zip(results, numbers) { set(result, to: .elements(row)) }
  }

  // MARK: Scans

  func emitScan(_ results: ValueList, _ initial: ValueList, _ rounds: Int, _ body: RegionID) {
    let parameters = program[body].parameters
    let shapes = parameters.map(shape)
    let fitsRegisters = !shapes.contains(where: \.isMemory)
    if fitsRegisters, isUnrolled(body, rounds: rounds) {
      return unrollScan(results, initial, rounds, body, shapes)
    }
    let tables = tables(for: results)
    guard rounds > 0 else { return finish(results, tables) }
    scoped {
      let start = zip(initial, shapes).flatMap { registers(of: value($0), as: $1) }
      let types = shapes.flatMap { self.types(of: $0) }
      _ = self.rounds(
        from: "0", to: "\(rounds)", carrying: Array(zip(types, start)).map { ($0, $1) }
      ) { index, carried in
        for (parameter, value) in zip(parameters, values(of: carried, as: shapes)) {
          set(parameter, to: value)
        }
        return scoped {
          let targets = rowTargets(shapes, tables, at: index)
          let registers = emitValues(body, recurs: true, targets)
          storeRows(registers, shapes, tables, at: index)
          return registers
        }
      }
    }
    finish(results, tables)
  }

  private func unrollScan(
    _ results: ValueList, _ initial: ValueList, _ rounds: Int, _ body: RegionID, _ shapes: [Shape]
  ) {
    let parameters = program[body].parameters
    var numbers = results.map { _ in [Number]() }
    for (parameter, start) in zip(parameters, initial) { set(parameter, to: value(start)) }
    for _ in 0..<rounds {
      let registers = emitValues(body, recurs: true, Targets.Values(registers: shapes))
      append(registers, shapes, to: &numbers)
      for (parameter, value) in zip(parameters, values(of: registers, as: shapes)) {
        set(parameter, to: value)
      }
    }
    for (result, row) in zip(results, numbers) { set(result, to: .elements(row)) }
  }

  // MARK: Folds

  func emitFold(_ results: ValueList, _ initial: ValueList, _ rounds: Int, _ body: RegionID) {
    let targets = targets(for: results)
    let counter = program[body].parameters[0]
    let carried = Array(program[body].parameters.dropFirst())
    let shapes = carried.map(shape)
    guard rounds > 0 else {
      for (result, start) in zip(results, initial) { set(result, to: value(start)) }
      return
    }
    if isUnrolled(body, rounds: rounds), !shapes.contains(where: \.isMemory) {
      for (parameter, start) in zip(carried, initial) { set(parameter, to: value(start)) }
      var values = initial.map(value)
      for round in 0..<rounds {
        set(counter, to: .number(.constant(Double(round))))
        let registers = emitValues(body, recurs: true, Targets.Values(registers: shapes))
        values = self.values(of: registers, as: shapes)
        for (parameter, value) in zip(carried, values) { set(parameter, to: value) }
      }
      for (result, value) in zip(results, values) { set(result, to: value) }
      return
    }
    scoped {
      let registers = emitCounted(rounds, initial, body, counter)
      let values = self.values(of: registers, as: shapes)
      set(results, to: self.registers(of: values, targets, mask: nil), targets)
    }
  }

  /// A loop with a known number of rounds; gives the registers of its variables after the last.
  private func emitCounted(
    _ rounds: Int, _ initial: ValueList, _ body: RegionID, _ counter: ValueID
  ) -> [String] {
    let carried = Array(program[body].parameters.dropFirst())
    let shapes = carried.map(shape)
    let state = LoopState()
    let starts = begin(state, initial, body, after: 1, keepsAll: true)
    let (head, exit) = (text.label("loop"), text.label("exit"))
    let before = text.block
    let index = text.name()
    text.branch(to: head)
    text.begin(head)
    let gap = text.reserve()
    bind(state)
    bind(counter, to: index)
    let mark = markArena(for: body)
    let targets = Targets.Values(shapes: shapes, memory: state.variables.map(\.next))
    let next = emitValues(body, recurs: true, targets)
    releaseArena(to: mark)
    let following = text.emit("add nuw nsw i64 \(index), 1")
    let goesOn = text.emit("icmp slt i64 \(following), \(rounds)")
    var phis = Phis(before: before)
    phis.next = (text.block, [following] + next)
    text.branch(on: goesOn, to: head, else: exit)
    phis.add(
      [index] + state.variables.flatMap(\.registers),
      ["i64"] + shapes.flatMap { self.types(of: $0) },
      ["0"] + starts.flatMap { $0 })
    for variable in state.variables { phis.rotate(variable) }
    text.fill(gap, with: phis.text)
    text.begin(exit)
    return next
  }

  // MARK: Rows

  /// A counter of rounds as a number of the program.
  func bind(_ counter: ValueID, to index: String) {
    let number = text.emit("uitofp i64 \(index) to double")
    set(counter, to: .number(Number(form: .host(number, position: index))))
  }

  /// The first region in which a region ends.
  private func firstLeaf(of region: RegionID) -> RegionID {
    var region = region
    while case .branch(_, let then, _) = program[region].terminator { region = then }
    return region
  }

  /// How a row is held: nothing in a table is the same for all lanes.
  private func rowShape(of value: ValueID) -> Shape { shape(of: program[value].type) }

  /// Whether the rounds of a loop are written out: few, of a few operations, and a small result.
  private func isUnrolled(_ body: RegionID, rounds: Int) -> Bool {
    let bindings = program[body].bindings
    if case .branch = program[body].terminator { return false }
    let isStraight = bindings.allSatisfy { binding in
      binding.operation.regions.isEmpty && binding.results.allSatisfy { !shape(of: $0).isMemory }
    }
    let values = program[body].terminator.operands
    let elements = values.map { program[$0].type == .tape ? 0 : program[$0].type.elementCount }
    return isStraight && rounds <= KernelLayout.registerLimit
      && rounds * bindings.count <= 128
      && elements.allSatisfy { $0 * rounds <= KernelLayout.registerLimit }
  }

  /// The addresses of results while their rows are computed.
  private func tables(for results: ValueList) -> [String] {
    results.map { result in
      let count = program[result].type.elementCount
      if case .memory = shape(of: result) { return place(of: result, count: count) }
      return allocate(count: count)
    }
  }

  /// Takes results from their tables.
  private func finish(_ results: ValueList, _ tables: [String]) {
    for (result, table) in zip(results, tables) {
      guard case .elements(let count) = shape(of: result) else {
        set(result, to: .memory(table))
        continue
      }
      set(result, to: .elements((0..<count).map { element($0, of: .memory(table)) }))
    }
  }

  /// Where rows in memory are computed: at their place in the table.
  private func rowTargets(_ rows: [Shape], _ tables: [String], at index: String) -> Targets.Values {
    Targets.Values(
      shapes: rows,
      memory: zip(rows, tables).map { shape, table in
        guard case .memory(let count) = shape else { return nil }
        let start = text.emit("mul nuw nsw i64 \(index), \(count)")
        return row(start, of: table, unit)
      })
  }

  /// Puts the rows that are in registers at their place in the table.
  private func storeRows(
    _ registers: [String], _ rows: [Shape], _ tables: [String], at index: String
  ) {
    for ((value, shape), table) in zip(zip(values(of: registers, as: rows), rows), tables) {
      switch shape {
      case .host, .lanes: store(unit, register(value.number), row(index, of: table, unit))
      case .elements(let count):
        let start = text.emit("mul nuw nsw i64 \(index), \(count)")
        store(value, count: count, to: row(start, of: table, unit))
      case .memory, .tape, .unchanged: break
      }
    }
  }

  /// Appends rows that are in registers.
  private func append(_ registers: [String], _ rows: [Shape], to numbers: inout [[Number]]) {
    for (position, (value, shape)) in zip(values(of: registers, as: rows), rows).enumerated() {
      let count = shape.registerCount
      numbers[position] += (0..<count).map { element($0, of: value) }
    }
  }
}

extension Targets.Values {
  /// Targets for values of which none is in memory.
  init(registers shapes: [Shape]) {
    self.shapes = shapes
    memory = shapes.map { _ in nil }
  }
}
