import Analysis
import Diagnostics
import IR

/// A loop while it is written: what goes from round to round.
final class LoopState {
  /// One variable.
  struct Variable {
    let parameter: ValueID
    let position: Int
    let shape: Shape
    /// The registers at the start of a round.
    var registers: [String]
    /// For a variable in memory: where its next value goes, and the place after that.
    var next: String?
    var spare: String?
    /// The two places that take turns.
    var places: [String] = []
  }
  var variables: [Variable] = []
  /// The edges to the start of the next round, with the registers of variables and, in loops that
  /// lanes leave at different times, of the lanes that go on and of the results so far.
  var again: [Edge] = []
  /// The edges out of the loop.
  var exits: [Edge] = []
}

/// The values that a block begins with which is entered from before a loop and again for each round.
struct Phis {
  let before: String
  /// Where the next round comes from, and its registers.
  var next: (block: String, registers: [String])?
  private(set) var text = ""

  init(before: String) { self.before = before }

  mutating func add(_ names: [String], _ types: [String], _ start: [String]) {
    for position in names.indices {
      add(names[position], types[position], start[position], next?.registers[position])
    }
  }

  mutating func add(_ name: String, _ type: String, _ start: String, _ again: String?) {
    text += "  \(name) = phi \(type) [ \(start), %\(before) ]"
    if let again, let next { text += ", [ \(again), %\(next.block) ]" }
    text += "\n"
  }

  /// The two places of a variable in memory take turns.
  mutating func rotate(_ variable: LoopState.Variable) {
    guard let place = variable.next, let spare = variable.spare else { return }
    add(place, "ptr", variable.places[0], spare)
    add(spare, "ptr", variable.places[1], place)
  }
}

extension FunctionEmitter {
  func emitLoop(_ results: ValueList, _ initial: ValueList, _ body: RegionID, at span: Span) {
    let targets = targets(for: results)
    let registers = emitRounds(
      initial, body, targets, recording: nil, at: span)
    set(results, to: registers, targets)
  }

  /// Writes a loop up to its end; gives the registers of its results.
  func emitRounds(
    _ initial: ValueList, _ body: RegionID, _ targets: Targets.Values, recording: Recording?,
    at span: Span
  ) -> [String] {
    let isMasked = hasLanes && time.kind(ofLoop: body) == .masked
    let outer = mask
    let state = LoopState()
    let (head, latch, exit) = (text.label("loop"), text.label("next"), text.label("exit"))
    return scoped {
      let starts = begin(state, initial, body)
      let resultTypes = targets.types(self)
      let active = isMasked ? text.name() : nil
      let soFar = isMasked ? resultTypes.map { _ in text.name() } : []
      let count = text.name()
      let before = text.block
      text.branch(to: head)
      text.begin(head)
      let gap = text.reserve()
      if isMasked { mask = active }
      bind(state)
      recording?.record(count: count, lanes: active, self)
      let sink = self.sink(
        state, targets, active: active, soFar: soFar, latch: latch, exit: exit)
      emit(body, sink)
      var types = state.variables.flatMap { self.types(of: $0.shape) }
      if isMasked { types += [unit.mask] + resultTypes }
      let names = state.variables.flatMap(\.registers) + (active.map { [$0] } ?? []) + soFar
      var start = starts.flatMap { $0 }
      if isMasked {
        start += [outer ?? unit.constant(true)]
        start += resultTypes.map { $0 == "ptr" ? "null" : "poison" }
      }
      var phis = Phis(before: before)
      if !state.again.isEmpty {
        text.begin(latch)
        let next = join(state.again, types: types)
        let following = text.emit("add nuw nsw i64 \(count), 1")
        let still = isMasked ? next[types.count - resultTypes.count - 1] : outer
        checkRounds(following, stillActive: still, at: span)
        phis.next = (text.block, [following] + next)
        text.branch(to: head)
      }
      phis.add([count] + names, ["i64"] + types, ["0"] + start)
      for variable in state.variables { phis.rotate(variable) }
      text.fill(gap, with: phis.text)
      text.begin(exit)
      mask = outer
      let results = join(state.exits, types: resultTypes)
      recording?.end(count: count, self)
      return results
    }
  }

  /// The variables of a loop and the registers that they start with. What every round hands on as it
  /// is, is no variable.
  func begin(
    _ state: LoopState, _ initial: ValueList, _ body: RegionID, after counters: Int = 0,
    keepsAll: Bool = false
  ) -> [[String]] {
    let parameters = program[body].parameters
    let leaves = program.leaves(of: body).filter(\.isRecur)
    var starts: [[String]] = []
    for (position, start) in initial.enumerated() {
      let parameter = parameters[position + counters]
      let shape = shape(of: parameter)
      if !keepsAll, leaves.allSatisfy({ $0.values[position] == parameter }) {
        let registers = registers(of: value(start), as: shape)
        set(parameter, to: value(of: registers, as: shape))
        continue
      }
      var variable = LoopState.Variable(
        parameter: parameter, position: position, shape: shape,
        registers: types(of: shape).map { _ in text.name() })
      starts.append(registers(of: value(start), as: shape))
      if case .memory(let count) = shape {
        variable.next = text.name()
        variable.spare = text.name()
        variable.places = [allocate(count: count), allocate(count: count)]
      }
      state.variables.append(variable)
    }
    return starts
  }

  /// Gives the parameters of a loop's body their values.
  func bind(_ state: LoopState) {
    for variable in state.variables {
      set(variable.parameter, to: value(of: variable.registers, as: variable.shape))
    }
  }

  /// The ends of a round.
  private func sink(
    _ state: LoopState, _ targets: Targets.Values, active: String?, soFar: [String],
    latch: String, exit: String
  ) -> Sink {
    let leafTargets = recurTargets(of: state)
    var sink = Sink(targets: Targets(yields: targets, recurs: leafTargets.targets))
    sink.yieldMask = active
    let types = targets.types(self)
    let pick = leafTargets.pick
    guard let active else {
      sink.yield = { registers in
        state.exits.append(Edge(block: self.text.block, registers: registers))
        self.text.branch(to: exit)
      }
      sink.recur = { registers in
        state.again.append(Edge(block: self.text.block, registers: pick(registers)))
        self.text.branch(to: latch)
      }
      return sink
    }
    func finished(_ mask: String, _ registers: [String]) -> [String] {
      zip(zip(registers, soFar), types).map { pair, type in
        type == "ptr" || (type == "double" && self.unit.lanes > 1)
          ? pair.0 : self.select(mask, pair.0, pair.1, type)
      }
    }
    sink.yield = { registers in
      state.exits.append(
        Edge(block: self.text.block, registers: finished(active, registers)))
      self.text.branch(to: exit)
    }
    sink.recur = { registers in
      state.again.append(
        Edge(block: self.text.block, registers: pick(registers) + [active] + soFar))
      self.text.branch(to: latch)
    }
    sink.split = { yield, recur in
      let results = finished(yield.mask, yield.registers)
      let goesOn = self.any(recur.mask)
      state.again.append(
        Edge(block: self.text.block, registers: pick(recur.registers) + [recur.mask] + results))
      state.exits.append(Edge(block: self.text.block, registers: results))
      self.text.branch(on: goesOn, to: latch, else: exit)
    }
    return sink
  }

  /// What a round hands on: targets for all values of a `recur`, and the choice of the registers of
  /// those that are variables.
  func recurTargets(of state: LoopState) -> (targets: Targets.Values, pick: ([String]) -> [String])
  {
    var targets = Targets.Values()
    guard let last = state.variables.map(\.position).max() else { return (targets, { _ in [] }) }
    var picked: [Range<Int>] = []
    var offset = 0
    for position in 0...last {
      let variable = state.variables.first { $0.position == position }
      let shape = variable?.shape ?? .host
      targets.shapes.append(variable == nil ? .unchanged : shape)
      targets.memory.append(variable?.next)
      if variable != nil { picked.append(offset..<offset + shape.registerCount) }
      offset += variable == nil ? 0 : shape.registerCount
    }
    return (targets, { registers in picked.flatMap { registers[$0] } })
  }

  /// An error where the loop has had its rounds.
  private func checkRounds(_ count: String, stillActive: String?, at span: Span) {
    guard looksForErrors else { return }
    let isOver = text.emit("icmp sge i64 \(count), \(program.maximumIterations)")
    let site = module.site(.iterations, at: span)
    fail(if: isOver, lanes: stillActive, site: site)
  }
}
