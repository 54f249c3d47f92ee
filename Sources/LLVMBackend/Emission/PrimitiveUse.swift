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
