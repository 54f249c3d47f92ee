import Diagnostics
import IR

extension FunctionEmitter {
  func emitRecordedLoop(
    _ results: ValueList, _ initial: ValueList, _ body: RegionID, _ recorded: [Int], at span: Span
  ) {
    let values = ValueList(results.dropLast())
    let tape = results[results.count - 1]
    let targets = targets(for: values)
    let recording = makeRecording(tape, ValueList(recorded.map { program[body].parameters[$0] }))
    let registers = emitRounds(initial, body, targets, recording: recording, at: span)
    set(values, to: registers, targets)
    set(tape, to: .tape(recording.record))
  }

  private func makeRecording(_ tape: ValueID, _ parameters: ValueList) -> Recording {
    let layout = RecordLayout(tapeShapes(of: parameters, on: tape), unit)
    let isMasked = hasLanes && time.hasDivergentRounds(tape)
    let bytes = Recording.headerWords * 8 + (isMasked ? unit.lanes * 8 : 0)
    let record = arena(bytes: "\(bytes)")
    module.declare("void @llvm.memset.p0.i64(ptr, i8, i64, i1 immarg)")
    text.line("call void @llvm.memset.p0.i64(ptr \(record), i8 0, i64 \(bytes), i1 false)")
    return Recording(record: record, parameters: parameters, layout: layout, isMasked: isMasked)
  }

  func emitReverseLoop(
    _ results: ValueList, _ tape: ValueID, _ initial: ValueList, _ replay: RegionID,
    _ body: RegionID
  ) {
    guard case .tape(let record) = value(tape) else {
      for (result, start) in zip(results, initial) { set(result, to: value(start)) }
      return
    }
    let targets = targets(for: results)
    let state = ValueList(program[body].parameters.dropLast(initial.count))
    let isMasked = hasLanes && time.hasDivergentRounds(tape)
    let recording = Recording(
      record: record, parameters: state,
      layout: RecordLayout(tapeShapes(of: state, on: tape), unit), isMasked: isMasked)
    let outer = (mask, looksForErrors)
    looksForErrors = false
    scoped {
      let registers = emitReversed(recording, initial, replay, body)
      let shapes = program[body].parameters.suffix(initial.count).map(shape)
      let values = self.values(of: registers, as: shapes)
      (mask, looksForErrors) = outer
      set(results, to: self.registers(of: values, targets, mask: nil), targets)
    }
  }

  /// The rounds from the last to the first; gives the registers of the carried values.
  private func emitReversed(
    _ recording: Recording, _ initial: ValueList, _ replay: RegionID, _ body: RegionID
  ) -> [String] {
    let size = recording.layout.size
    let carried = Array(program[body].parameters.suffix(initial.count))
    let shapes = carried.map(shape)
    let state = LoopState()
    let starts = begin(
      state, initial, body, after: program[body].parameters.count - initial.count, keepsAll: true)
    let rounds = recording.load(0, self)
    let shift = recording.load(1, self)
    let data = recording.loadAddress(2, self)
    let counts = recording.isMasked ? loadCounts(recording) : nil
    let mark = markArena()
    let buffer = makeBuffer(shift: shift, size: size)
    let outer = mask
    // Every round: find its state, replaying a segment where the loop comes to a new one.
    let (head, refill, ready, exit) = (
      text.label("loop"), text.label("refill"), text.label("ready"), text.label("exit")
    )
    let before = text.block
    let (left, segment, base) = (text.name(), text.name(), text.name())
    text.branch(to: head)
    text.begin(head)
    let gap = text.reserve()
    let index = text.emit("sub nsw i64 \(left), 1")
    let isNew = text.emit("icmp slt i64 \(index), \(segment)")
    let known = text.block
    text.branch(on: isNew, to: refill, else: ready)
    text.begin(refill)
    let (newSegment, newBase) = emitRefill(
      recording, replay, index: index, shift: shift, data: data, buffer: buffer, counts: counts)
    let filled = text.block
    text.branch(to: ready)
    text.begin(ready)
    let start = text.emit(
      "phi i64 [ \(segment), %\(known) ], [ \(newSegment), %\(filled) ]")
    let states = text.emit("phi ptr [ \(base), %\(known) ], [ \(newBase), %\(filled) ]")
    let position = text.emit("sub nsw i64 \(index), \(start)")
    let offset = text.emit("mul nsw i64 \(position), \(size)")
    let address = text.emit("getelementptr i8, ptr \(states), i64 \(offset)")
    bind(state)
    for (parameter, field) in zip(recording.parameters, recording.layout.fields) {
      set(parameter, to: load(field, of: address))
    }
    let active = counts.map { lanes(of: $0, beyond: index) }
    mask = active.map(restricted) ?? outer
    let inner = markArena(for: body)
    let roundTargets = Targets.Values(shapes: shapes, memory: state.variables.map(\.next))
    var next = emitValues(body, recurs: true, roundTargets)
    if let active { next = keep(next, state, where: active) }
    releaseArena(to: inner)
    mask = outer
    let goesOn = text.emit("icmp sgt i64 \(index), 0")
    var phis = Phis(before: before)
    phis.next = (text.block, [index, start, states] + next)
    text.branch(on: goesOn, to: head, else: exit)
    phis.add(
      [left, segment, base] + state.variables.flatMap(\.registers),
      ["i64", "i64", "ptr"] + shapes.flatMap { self.types(of: $0) },
      [rounds, rounds, "null"] + starts.flatMap { $0 })
    for variable in state.variables { phis.rotate(variable) }
    text.fill(gap, with: phis.text)
    text.begin(exit)
    releaseArena(to: mark)
    return next
  }

  /// In how many rounds each lane was.
  private func loadCounts(_ recording: Recording) -> String {
    text.emit(
      "load \(unit.position), ptr \(recording.field(Recording.headerWords, self)), align 8")
  }

  /// The lanes that were in a round.
  private func lanes(of counts: String, beyond round: String) -> String {
    let rounds = splat(round, "i64", lanes: unit.lanes)
    return text.emit("icmp sgt \(unit.position) \(counts), \(rounds)")
  }

  /// The carried values of lanes that were not in a round stay as they are.
  private func keep(_ next: [String], _ state: LoopState, where active: String) -> [String] {
    var kept: [String] = []
    var rest = next[...]
    for variable in state.variables {
      let registers = rest.prefix(variable.shape.registerCount)
      rest = rest.dropFirst(registers.count)
      if case .memory(let count) = variable.shape {
        forEach(count) { index in
          let place = row(index, of: registers[registers.startIndex], unit)
          let new = load(unit, place)
          let old = load(unit, row(index, of: variable.registers[0], unit))
          store(unit, select(active, new, old, unit.text), place)
        }
        kept += registers
      } else {
        kept += zip(registers, variable.registers).map { select(active, $0, $1, unit.text) }
      }
    }
    return kept
  }

  // MARK: Replaying

  /// Room for the states of one segment, where there are fewer states than rounds.
  private func makeBuffer(shift: String, size: Int) -> String {
    let length = text.emit("shl nuw i64 1, \(shift)")
    let isThin = text.emit("icmp ne i64 \(shift), 0")
    let bytes = text.emit("mul nuw i64 \(length), \(size)")
    let wanted = text.emit("select i1 \(isThin), i64 \(bytes), i64 8")
    return arena(bytes: wanted)
  }

  /// The first round of the segment that a round is in, and the address of the segment's states.
  private func emitRefill(
    _ recording: Recording, _ replay: RegionID, index: String, shift: String, data: String,
    buffer: String, counts: String?
  ) -> (String, String) {
    let size = recording.layout.size
    let (thin, end) = (text.label("replay"), text.label("filled"))
    let isThin = text.emit("icmp ne i64 \(shift), 0")
    let before = text.block
    text.branch(on: isThin, to: thin, else: end)
    text.begin(thin)
    let number = text.emit("lshr i64 \(index), \(shift)")
    let start = text.emit("shl nuw i64 \(number), \(shift)")
    let offset = text.emit("mul nuw i64 \(number), \(size)")
    let checkpoint = text.emit("getelementptr i8, ptr \(data), i64 \(offset)")
    copy(bytes: size, from: checkpoint, to: buffer)
    let missing = text.emit("sub nsw i64 \(index), \(start)")
    let outer = mask
    _ = rounds(from: "0", to: missing, carrying: []) { round, _ in
      emitReplay(recording, replay, round: round, start: start, buffer: buffer, counts: counts)
      mask = outer
      return []
    }
    let last = text.block
    text.branch(to: end)
    text.begin(end)
    return (
      text.emit("phi i64 [ 0, %\(before) ], [ \(start), %\(last) ]"),
      text.emit("phi ptr [ \(data), %\(before) ], [ \(buffer), %\(last) ]")
    )
  }

  /// Computes the state behind one in the buffer.
  private func emitReplay(
    _ recording: Recording, _ replay: RegionID, round: String, start: String, buffer: String,
    counts: String?
  ) {
    let size = recording.layout.size
    let offset = text.emit("mul nuw i64 \(round), \(size)")
    let address = text.emit("getelementptr i8, ptr \(buffer), i64 \(offset)")
    let next = text.emit("getelementptr i8, ptr \(address), i64 \(size)")
    let fields = recording.layout.fields.prefix(recording.parameters.count)
    for (parameter, field) in zip(program[replay].parameters, fields) {
      set(parameter, to: load(field, of: address))
    }
    if let counts {
      let following = text.emit("add nuw nsw i64 \(start), \(round)")
      let behind = text.emit("add nuw nsw i64 \(following), 1")
      mask = restricted(lanes(of: counts, beyond: behind))
    }
    let memory = fields.map { $0.shape.isMemory ? self.address(of: $0, in: next) : nil }
    let targets = Targets.Values(shapes: fields.map(\.shape), memory: memory)
    let done = text.label("replayed")
    let use = { (registers: [String]) in
      let values = self.values(of: registers, as: targets.shapes)
      for (value, field) in zip(values, fields) where !field.shape.isMemory {
        self.store(value, to: field, of: next)
      }
      self.text.branch(to: done)
    }
    let mark = markArena(for: replay)
    emit(
      replay,
      Sink(
        targets: Targets(recurs: targets), yield: { _ in self.text.branch(to: done) },
        recur: use, split: { _, recur in use(recur.registers) }))
    text.begin(done)
    releaseArena(to: mark)
  }
}
