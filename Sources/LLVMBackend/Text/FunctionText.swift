/// The instructions of one function while they are written.
final class FunctionText {
  /// What comes first in the entry block, however late it is known: addresses of slots.
  private(set) var prologue = ""
  private var chunks: [String] = []
  private var current = ""
  private var count = 0
  /// The label of the block that is being written.
  private(set) var block = "entry"
  /// How many instructions and calls have been written.
  private(set) var instructionCount = 0
  private(set) var callCount = 0
  /// How many branches lead back to a block that has begun before: one for each loop.
  private(set) var loopCount = 0
  private var begun: Set<String> = []

  /// A place that is filled in later.
  struct Gap { fileprivate let chunk: Int }

  /// A name that no other value of the function has.
  func name() -> String {
    count += 1
    return "%v\(count)"
  }

  /// A label that no other block of the function has.
  func label(_ purpose: String) -> String {
    count += 1
    return "\(purpose)\(count)"
  }

  /// Appends an instruction that gives a value, and names that.
  func emit(_ instruction: String) -> String {
    let result = name()
    instructionCount += 1
    current += "  \(result) = \(instruction)\n"
    return result
  }

  /// Appends a call that gives a value, and names that.
  func emitCall(_ call: String) -> String {
    callCount += 1
    return emit("call \(call)")
  }

  /// Appends an instruction that gives no value.
  func line(_ instruction: String) {
    instructionCount += 1
    current += "  \(instruction)\n"
  }

  /// Appends an instruction to the start of the function, and names its value.
  func emitFirst(_ instruction: String) -> String {
    let result = name()
    prologue += "  \(result) = \(instruction)\n"
    return result
  }

  func branch(to label: String) {
    note(label)
    line("br label %\(label)")
  }

  func branch(on condition: String, to then: String, else otherwise: String) {
    note(then)
    note(otherwise)
    line("br i1 \(condition), label %\(then), label %\(otherwise)")
  }

  private func note(_ target: String) { if begun.contains(target) { loopCount += 1 } }

  /// Begins a block.
  func begin(_ label: String) {
    block = label
    begun.insert(label)
    current += "\(label):\n"
  }

  /// Leaves room for text that is not known yet.
  func reserve() -> Gap {
    chunks.append(current)
    chunks.append("")
    current = ""
    return Gap(chunk: chunks.count - 1)
  }

  func fill(_ gap: Gap, with text: String) { chunks[gap.chunk] = text }

  /// All blocks, the entry first, which begins with some instructions.
  func body(beginningWith start: String = "") -> String {
    "entry:\n" + start + prologue + chunks.joined() + current
  }
}
