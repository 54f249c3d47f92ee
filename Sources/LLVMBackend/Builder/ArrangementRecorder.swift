import Primitives

/// A builder for arrangements at known places: it writes nothing and notes where elements come from.
final class ArrangementRecorder: ElementBuilder {
  /// Where an element comes from.
  enum Source: Hashable {
    case constant(Double)
    case operand(Int, at: Int)
  }

  /// Elements that follow each other in an operand, or are one number.
  struct Run {
    let source: Source
    var count: Int
  }

  private(set) var runs: [Run] = []
  private var sources: [Source] = []

  let unrollsLoops = true

  /// Appends an element of the result.
  func note(_ element: NativeElement) {
    let source = sources[element.id]
    sources.removeAll(keepingCapacity: true)
    if let last = runs.last, follows(source, last) {
      runs[runs.count - 1].count += 1
    } else {
      runs.append(Run(source: source, count: 1))
    }
  }

  private func follows(_ source: Source, _ run: Run) -> Bool {
    switch (run.source, source) {
    case (.constant(let first), .constant(let second)):
      first.bitPattern == second.bitPattern
    case (.operand(let first, let start), .operand(let second, let position)):
      first == second && start + run.count == position
    default: false
    }
  }

  private func handle(_ source: Source) -> NativeElement {
    sources.append(source)
    let id = sources.count - 1
    if case .constant(let number) = source {
      return NativeElement(builder: self, id: id, constant: number)
    }
    return NativeElement(builder: self, id: id)
  }

  func constant(_ number: Double) -> NativeElement { handle(.constant(number)) }

  func constant(_ truth: Bool) -> NativeMask {
    NativeMask(builder: self, id: 0, constant: truth)
  }

  func element(ofOperand operand: Int, at position: NativeIndex) -> NativeElement {
    guard let position = position.constant else { unexpected() }
    return handle(.operand(operand, at: position))
  }

  /// An arrangement at known places computes nothing.
  private func unexpected() -> Never {
    preconditionFailure("neuralc bug: an arrangement that computes, please report it")
  }

  var type: ElementType { unexpected() }
  func emit(_: UnaryInstruction, _: NativeElement) -> NativeElement { unexpected() }
  func emit(_: BinaryInstruction, _: NativeElement, _: NativeElement) -> NativeElement {
    unexpected()
  }
  func call(_: ElementaryFunction, _: [NativeElement]) -> NativeElement { unexpected() }
  func compare(_: Comparison, _: NativeElement, _: NativeElement) -> NativeMask { unexpected() }
  func emit(_: MaskInstruction, _: NativeMask, _: NativeMask) -> NativeMask { unexpected() }
  func negate(_: NativeMask) -> NativeMask { unexpected() }
  func select(_: NativeMask, _: NativeElement, _: NativeElement) -> NativeElement { unexpected() }
  func number(of: NativeMask) -> NativeElement { unexpected() }
  func emit(_: IndexInstruction, _: NativeIndex, _: NativeIndex) -> NativeIndex { unexpected() }
  func compare(_: IndexComparison, _: NativeIndex, _: NativeIndex) -> NativeMask { unexpected() }
  func number(of: NativeIndex) -> NativeElement { unexpected() }
  func index(ofOperand operand: Int) -> NativeIndex { unexpected() }
  func setResult(at: NativeIndex, to: NativeElement) { unexpected() }
  func makeArray(count: Int) -> NativeArray { unexpected() }
  func element(of: NativeArray, at: NativeIndex) -> NativeElement { unexpected() }
  func setElement(of: NativeArray, at: NativeIndex, to: NativeElement) { unexpected() }
  func loop(
    from: NativeIndex, to: NativeIndex, carrying: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] { unexpected() }
}
