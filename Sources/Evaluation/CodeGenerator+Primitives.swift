import Diagnostics
import IR
import Primitives

extension CodeGenerator {
  mutating func generateApplication(
    _ id: PrimitiveID, _ operands: [Slot], _ attributes: [Int], _ result: Slot, at span: Span
  ) {
    guard !isWatched, result.isReal, operands.allSatisfy(\.isReal) else {
      return apply(id, operands, attributes, result, at: span)
    }
    switch id.primitive.evaluation {
    case .unary(let function):
      let position = unaryPositions[id] ?? Int32(code.unary.count)
      if position == code.unary.count { code.unary.append(function) }
      unaryPositions[id] = position
      emit(.unary, result.index, operands[0].index, position)
    case .binary(let function):
      let position = binaryPositions[id] ?? Int32(code.binary.count)
      if position == code.binary.count { code.binary.append(function) }
      binaryPositions[id] = position
      emit(.binary, result.index, operands[0].index, operands[1].index, position)
    case .variadic(let function):
      let position = variadicPositions[id] ?? Int32(code.variadic.count)
      if position == code.variadic.count { code.variadic.append(function) }
      variadicPositions[id] = position
      emit(.variadic, result.index, Int32(code.slots.count), Int32(operands.count), position)
      code.slots += operands
    case .general: apply(id, operands, attributes, result, at: span)
    }
  }

  private mutating func apply(
    _ primitive: PrimitiveID, _ operands: [Slot], _ attributes: [Int], _ result: Slot, at span: Span
  ) {
    emit(.apply, Int32(code.applications.count))
    code.applications.append(
      Code.Application(
        primitive: primitive, operands: operands, attributes: attributes, result: result,
        span: span))
  }
}
