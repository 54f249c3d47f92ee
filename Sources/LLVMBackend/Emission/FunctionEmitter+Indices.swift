import Diagnostics
import IR
import Primitives

extension FunctionEmitter {
  /// The operands of a primitive that are indices, checked in the order of the operands.
  func checkedIndices(
    _ primitive: Primitive, _ operands: ValueList, _ attributes: [Int], at span: Span
  ) -> [Int: OperandAccess.Index] {
    let types = operands.map { program[$0].type }
    var checked: [Int: OperandAccess.Index] = [:]
    for index in primitive.signature.shape.indices(operands: types, attributes: attributes) {
      let number = value(operands[index.operand]).number
      checked[index.operand] = check(number, length: index.length.known ?? 0, at: span)
    }
    return checked
  }

  private func check(_ number: Number, length: Int, at span: Span) -> OperandAccess.Index {
    if let constant = number.constant, constant > -1, constant < Double(length) {
      return .constant(Int(constant))
    }
    let site = module.site(.index(length: length), at: span)
    let type = number.isHost ? LaneType.host : unit
    if case .host(_, let position?) = number.form {
      return .position(.uniform(checkPosition(position, number, length, site)))
    }
    let register = register(number, as: type)
    let above = text.emit("fcmp ogt \(type.text) \(register), \(type.constant(-1))")
    let below = text.emit("fcmp olt \(type.text) \(register), \(type.constant(Double(length)))")
    let inside = text.emit("and \(type.mask) \(above), \(below)")
    if looksForErrors {
      let wrong = text.emit("xor \(type.mask) \(inside), \(type.constant(true))")
      if type.lanes == 1 {
        fail(if: wrong, lanes: mask, site: site, host: register, of: type)
      } else {
        fail(whereAny: restricted(wrong), site: site, value: register)
      }
    }
    // Lanes that are not computed hold anything.
    let safe = text.emit(
      "select \(type.mask) \(inside), \(type.text) \(register), \(type.text) \(type.constant(0))")
    let position = text.emit("fptosi \(type.text) \(safe) to \(type.position)")
    return .position(type.lanes == 1 ? .uniform(position) : .lanes(position))
  }

  /// The same for a number that counts rounds.
  private func checkPosition(
    _ position: String, _ number: Number, _ length: Int, _ site: Int
  ) -> String {
    let inside = text.emit("icmp ult i64 \(position), \(length)")
    if looksForErrors {
      let wrong = text.emit("xor i1 \(inside), true")
      fail(if: wrong, lanes: mask, site: site, host: register(number, as: .host), of: .host)
    }
    return text.emit("select i1 \(inside), i64 \(position), i64 0")
  }
}
