import IR

/// The states of a loop on a tape, at the start of every round as long as there is room, and of every
/// second, fourth, … round when there is not.
///
/// The record has the number of rounds, the logarithm of the distance between states, the address
/// and the number of the states, for how many there is room, and in how many rounds each lane was.
struct Recording {
  let record: String
  let parameters: ValueList
  let layout: RecordLayout
  /// Whether lanes leave the loop at different times.
  let isMasked: Bool

  /// Words of a record before the counts of lanes.
  static let headerWords = 8

  /// Bytes that the states of one loop may take.
  static let budget = 4 << 20

  /// How many states are kept at most: a power of two.
  static func limit(stateSize: Int) -> Int {
    var limit = 64
    while 2 * limit * max(1, stateSize) <= budget { limit *= 2 }
    return limit
  }

  /// Notes the state at the start of a round.
  func record(count: String, lanes: String?, _ emitter: FunctionEmitter) {
    let text = emitter.text
    if isMasked { self.count(lanes ?? emitter.mask, emitter) }
    let shift = load(1, emitter)
    let bits = text.emit("shl nsw i64 -1, \(shift)")
    let kept = text.emit("and i64 \(count), \(bits)")
    let isKept = text.emit("icmp eq i64 \(kept), \(count)")
    let (keep, widen, write, done) = (
      text.label("keep"), text.label("widen"), text.label("write"), text.label("kept")
    )
    text.branch(on: isKept, to: keep, else: done)
    text.begin(keep)
    let stored = load(3, emitter)
    let room = load(4, emitter)
    let isFull = text.emit("icmp eq i64 \(stored), \(room)")
    text.branch(on: isFull, to: widen, else: write)
    text.begin(widen)
    emitter.module.need(.widen)
    let status = text.emitCall(
      "i32 @neuralc.widen(ptr %context, ptr \(record), i64 \(layout.size), "
        + "i64 \(Recording.limit(stateSize: layout.size)))")
    let isExhausted = text.emit("icmp ne i32 \(status), 0")
    text.branch(on: isExhausted, to: "exhausted", else: write)
    text.begin(write)
    let position = load(3, emitter)
    let offset = text.emit("mul nuw nsw i64 \(position), \(layout.size)")
    let data = loadAddress(2, emitter)
    let state = text.emit("getelementptr i8, ptr \(data), i64 \(offset)")
    for (parameter, field) in zip(parameters, layout.fields) {
      emitter.store(emitter.value(parameter), to: field, of: state)
    }
    let next = text.emit("add nuw nsw i64 \(position), 1")
    store(next, 3, emitter)
    text.branch(to: done)
    text.begin(done)
  }

  /// Notes which lanes are in a round.
  private func count(_ lanes: String?, _ emitter: FunctionEmitter) {
    let (text, unit) = (emitter.text, emitter.unit)
    let address = field(Recording.headerWords, emitter)
    let before = text.emit("load \(unit.position), ptr \(address), align 8")
    let one = text.emit("zext \(unit.mask) \(lanes ?? unit.constant(true)) to \(unit.position)")
    let after = text.emit("add \(unit.position) \(before), \(one)")
    text.line("store \(unit.position) \(after), ptr \(address), align 8")
  }

  /// Notes the number of rounds.
  func end(count: String, _ emitter: FunctionEmitter) {
    let rounds = emitter.text.emit("add nuw nsw i64 \(count), 1")
    store(rounds, 0, emitter)
  }

  // MARK: Fields

  func field(_ index: Int, _ emitter: FunctionEmitter) -> String {
    emitter.text.emit("getelementptr i64, ptr \(record), i64 \(index)")
  }

  func load(_ index: Int, _ emitter: FunctionEmitter) -> String {
    emitter.text.emit("load i64, ptr \(field(index, emitter)), align 8")
  }

  func loadAddress(_ index: Int, _ emitter: FunctionEmitter) -> String {
    emitter.text.emit("load ptr, ptr \(field(index, emitter)), align 8")
  }

  private func store(_ register: String, _ index: Int, _ emitter: FunctionEmitter) {
    emitter.text.line("store i64 \(register), ptr \(field(index, emitter)), align 8")
  }
}

extension Helper {
  /// Makes room for another state: more memory as long as the limit is not reached, else by dropping
  /// every second state.
  static let widen = Helper(
    name: "widen", requires: [.arena],
    declares: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1 immarg)"],
    text: """
      define internal i32 @neuralc.widen(ptr %context, ptr %record, i64 %size, i64 %limit) noinline nounwind {
        %data.address = getelementptr i64, ptr %record, i64 2
        %data = load ptr, ptr %data.address
        %stored.address = getelementptr i64, ptr %record, i64 3
        %stored = load i64, ptr %stored.address
        %isFull = icmp uge i64 %stored, %limit
        br i1 %isFull, label %thin, label %grow
      grow:
        %double = mul i64 %stored, 2
        %isFirst = icmp eq i64 %stored, 0
        %room = select i1 %isFirst, i64 64, i64 %double
        %bytes = mul i64 %room, %size
        %some = add i64 %bytes, 8
        %new = call ptr @neuralc.arena(ptr %context, i64 %some)
        %isMissing = icmp eq ptr %new, null
        br i1 %isMissing, label %missing, label %move
      missing:
        ret i32 2
      move:
        %used = mul i64 %stored, %size
        call void @llvm.memcpy.p0.p0.i64(ptr %new, ptr %data, i64 %used, i1 false)
        store ptr %new, ptr %data.address
        %room.address = getelementptr i64, ptr %record, i64 4
        store i64 %room, ptr %room.address
        ret i32 0
      thin:
        %half = lshr i64 %stored, 1
        br label %head
      head:
        %index = phi i64 [ 1, %thin ], [ %next, %more ]
        %isDone = icmp uge i64 %index, %half
        br i1 %isDone, label %done, label %more
      more:
        %twice = mul i64 %index, 2
        %from = mul i64 %twice, %size
        %to = mul i64 %index, %size
        %source = getelementptr i8, ptr %data, i64 %from
        %target = getelementptr i8, ptr %data, i64 %to
        call void @llvm.memcpy.p0.p0.i64(ptr %target, ptr %source, i64 %size, i1 false)
        %next = add i64 %index, 1
        br label %head
      done:
        store i64 %half, ptr %stored.address
        %shift.address = getelementptr i64, ptr %record, i64 1
        %shift = load i64, ptr %shift.address
        %wider = add i64 %shift, 1
        store i64 %wider, ptr %shift.address
        ret i32 0
      }

      """)
}
