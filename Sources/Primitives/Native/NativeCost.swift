extension Primitive {
  /// About how many instructions it takes of reals, in native code; a function counts as many as it
  /// takes the time of, and so does a division. What is not elementwise counts nothing. `operands` are
  /// the numbers that are known.
  package func nativeCost(of operands: [Double?]) -> Int {
    let counter = InstructionCounter()
    let operands = operands.map { $0.map(counter.constant) ?? counter.number }
    switch native {
    case .elementwise(let emit): _ = emit(operands)
    case .truth(let emit): _ = emit(operands)
    case .elements, .arrangement, .concatenation, .update, .general: break
    }
    return counter.count
  }

  /// What a function counts, measured in full registers.
  package static let functionCost = 40
}

/// Counts what the code of an elementwise primitive consists of.
private final class InstructionCounter: ElementBuilder {
  private(set) var count = 0
  let unrollsLoops = true
  let type = ElementType.float64

  /// What divisions count.
  private static let division = 12

  /// A number that is not known.
  var number: NativeElement { NativeElement(builder: self, id: 0) }
  private var mask: NativeMask { NativeMask(builder: self, id: 0) }

  private func counted<Result>(_ result: Result, as cost: Int = 1) -> Result {
    count += cost
    return result
  }

  func constant(_ number: Double) -> NativeElement {
    NativeElement(builder: self, id: 0, constant: number)
  }

  func emit(_ instruction: UnaryInstruction, _ operand: NativeElement) -> NativeElement {
    counted(number, as: instruction == .squareRoot ? Self.division : 1)
  }

  func emit(_ instruction: BinaryInstruction, _ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  {
    counted(number, as: instruction == .divide ? Self.division : 1)
  }

  func call(_ function: ElementaryFunction, _ operands: [NativeElement]) -> NativeElement {
    counted(number, as: Primitive.functionCost)
  }

  func constant(_ truth: Bool) -> NativeMask {
    NativeMask(builder: self, id: 0, constant: truth)
  }

  func compare(_ comparison: Comparison, _ left: NativeElement, _ right: NativeElement)
    -> NativeMask
  { counted(mask) }

  func emit(_ instruction: MaskInstruction, _ left: NativeMask, _ right: NativeMask) -> NativeMask {
    counted(mask)
  }

  func negate(_ mask: NativeMask) -> NativeMask { counted(self.mask) }

  func select(_ mask: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  { counted(number) }

  func number(of mask: NativeMask) -> NativeElement {
    NativeElement(builder: self, id: 0, truth: mask)
  }

  // MARK: What elementwise primitives do not use

  private func isNotElementwise() -> Never {
    preconditionFailure("neuralc bug: a position in an elementwise primitive, please report it")
  }

  func emit(_ instruction: IndexInstruction, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeIndex
  { isNotElementwise() }

  func compare(_ comparison: IndexComparison, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeMask
  { isNotElementwise() }

  func number(of index: NativeIndex) -> NativeElement { isNotElementwise() }

  func element(ofOperand operand: Int, at position: NativeIndex) -> NativeElement {
    isNotElementwise()
  }

  func index(ofOperand operand: Int) -> NativeIndex { isNotElementwise() }
  func setResult(at position: NativeIndex, to element: NativeElement) { isNotElementwise() }
  func makeArray(count: Int) -> NativeArray { isNotElementwise() }

  func element(of array: NativeArray, at position: NativeIndex) -> NativeElement {
    isNotElementwise()
  }

  func setElement(of array: NativeArray, at position: NativeIndex, to element: NativeElement) {
    isNotElementwise()
  }

  func loop(
    from first: NativeIndex, to end: NativeIndex, carrying initial: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] { isNotElementwise() }
}
