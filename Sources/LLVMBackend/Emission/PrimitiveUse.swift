import Primitives
import Types

/// One use of a primitive.
struct PrimitiveUse {
  let primitive: Primitive
  let operands: [NativeValue]
  let operandTypes: [Type]
  let attributes: [Int]
  let resultType: Type
  /// The operands that are indices, checked.
  let indices: [Int: OperandAccess.Index]

  func call(_ builder: LaneBuilder) -> NativeCall {
    NativeCall(
      builder: builder, operandShapes: operandTypes.map(\.lengths), attributes: attributes,
      resultShape: resultType.lengths)
  }

  /// The element of the result from those of the operands, where the primitive is elementwise.
  func elementwise(_ operands: [NativeElement]) -> NativeElement {
    switch primitive.native {
    case .elementwise(let emit): return emit(operands)
    case .truth(let emit): return emit(operands).number
    default: preconditionFailure("neuralc bug: not elementwise, please report it")
    }
  }

  /// Whether each element of the result is a number computed from those of the operands.
  var isElementwise: Bool { if case .elementwise = primitive.native { true } else { false } }

  /// How many operations are computed together with this one.
  var chainLength: Int {
    operands.reduce(1) { length, operand in
      if case .deferred(let use) = operand { length + use.chainLength } else { length }
    }
  }

  /// Whether memory is read for it.
  func isComputed(from memory: String) -> Bool {
    operands.contains { operand in
      switch operand {
      case .memory(let address): address == memory
      case .deferred(let use): use.isComputed(from: memory)
      default: false
      }
    }
  }

  /// The indices of the result at a known position.
  func indices(at position: Int, in builder: LaneBuilder) -> [NativeIndex] {
    let lengths = resultType.lengths
    switch lengths.count {
    case 0: return []
    case 1: return [NativeIndex(builder: builder, constant: position)]
    default:
      return [
        NativeIndex(builder: builder, constant: position / lengths[1]),
        NativeIndex(builder: builder, constant: position % lengths[1]),
      ]
    }
  }
}
