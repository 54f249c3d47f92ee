/// How a primitive is computed by a native kernel: the value of `evaluation`, in the element type of
/// the kernel.
package enum NativeEmission: Sendable {
  /// Each element of the result from the elements of the operands at the same place; a scalar
  /// operand is the same at every place.
  case elementwise(@Sendable ([NativeElement]) -> NativeElement)
  /// The same for a truth.
  case truth(@Sendable ([NativeElement]) -> NativeMask)
  /// Each element of the result by itself, at its indices; in any order.
  case elements(@Sendable (NativeCall, [NativeIndex]) -> NativeElement)
  /// The same, where each element is an element of an operand or a constant: nothing is computed,
  /// and a back end may read through it instead of copying.
  case arrangement(@Sendable (NativeCall, [NativeIndex]) -> NativeElement)
  /// The elements of all operands, one operand after the other and each row by row: as many as the
  /// result has.
  case concatenation
  /// The elements of the first operand, but for those that this code sets; each is read before it
  /// is set. A back end may change them in place where nothing uses the operand any more. With
  /// `addsRun` this is no more than adding the second operand to a run of them, which begins where
  /// the first static operand says.
  case update(@Sendable (NativeCall) -> Void, addsRun: Bool = false)
  /// Code that sets each element of the result.
  case general(@Sendable (NativeCall) -> Void)

  /// Whether reals give a real, or a truth.
  package var isElementwise: Bool {
    switch self {
    case .elementwise, .truth: true
    case .elements, .arrangement, .concatenation, .update, .general: false
    }
  }

  /// Elementwise, one operand.
  static func unary(_ emit: @escaping @Sendable (NativeElement) -> NativeElement) -> NativeEmission
  {
    .elementwise { emit($0[0]) }
  }

  /// Elementwise, two operands.
  static func binary(
    _ emit: @escaping @Sendable (NativeElement, NativeElement) -> NativeElement
  ) -> NativeEmission {
    .elementwise { emit($0[0], $0[1]) }
  }

  /// Elementwise, one instruction.
  static func instruction(_ instruction: UnaryInstruction) -> NativeEmission {
    .unary { $0.builder.emit(instruction, $0) }
  }

  /// Elementwise, one operand, a formula that is long.
  static func formula(
    _ name: String, _ emit: @escaping @Sendable (NativeElement) -> NativeElement
  ) -> NativeEmission {
    .elementwise { $0[0].builder.call({ emit($0[0]) }, named: name, $0) }
  }

  /// Elementwise, a call of a function of the operands.
  static func call(_ function: ElementaryFunction) -> NativeEmission {
    .elementwise { function($0) }
  }
}

extension ElementaryFunction {
  /// Its value at operands.
  func callAsFunction(_ operands: [NativeElement]) -> NativeElement {
    operands[0].builder.call(self, operands)
  }

  /// Its value at operands.
  func callAsFunction(_ operands: NativeElement...) -> NativeElement { self(operands) }
}
