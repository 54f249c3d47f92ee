import Analysis
import IR
import Primitives
import PythonSyntax
import Types

/// Primitives.
extension FunctionEmitter {
  /// A primitive as an expression.
  func emitPrimitive(
    _ primitive: Primitive, _ values: ValueList, _ attributes: [Int], result: ValueID
  ) -> Operand {
    if let constant = context.constants[result] { return .constant(constant) }
    let operands = values.map(operand)
    if primitive.torch.isInteger { return emitInteger(primitive, operands, values) }
    if context.time.isHost(result) { return emitHost(primitive, operands, attributes) }
    let types = values.map { program[$0].type }
    let indices = primitive.indexOperands(count: values.count)
    if !indices.isEmpty {
      return emitIndexed(primitive, operands, types, attributes, indices, result)
    }
    let torch =
      context.steepUses.results.contains(result) ? primitive.torch.whereGuarded : primitive.torch
    var emitted = emitPlain(
      primitive, operands, types, attributes, program[result].type, as: torch)
    emitted.table = table(of: primitive, operands)
    return emitted
  }

  /// A primitive of Python numbers.
  private func emitHost(_ primitive: Primitive, _ operands: [Operand], _ attributes: [Int])
    -> Operand
  {
    guard let number = HostSyntax.apply(primitive, to: operands, attributes: attributes) else {
      preconditionFailure("neuralc bug: \(primitive.name) of Python numbers, please report it")
    }
    return number
  }

  /// The values of a primitive for all indices around, where those of all its operands are known.
  private func table(of primitive: Primitive, _ operands: [Operand]) -> IndexTable? {
    guard !axes.isEmpty, !operands.isEmpty else { return nil }
    var tables: [IndexTable] = []
    for operand in operands {
      if let constant = operand.constant {
        tables.append(.constant(constant))
      } else if let table = operand.table {
        tables.append(table)
      } else {
        return nil
      }
    }
    return IndexTable.apply(primitive, to: tables)
  }

  /// A Python integer that depends on shapes.
  private func emitInteger(_ primitive: Primitive, _ operands: [Operand], _ values: ValueList)
    -> Operand
  {
    let operands = zip(operands, values).map { operand, value in
      TorchOperand(
        expression: operand.expression, tensor: operand.expression, rank: operand.rank,
        constant: nil, sizes: program[value].type.sizes.map { expression(of: $0) })
    }
    let call = TorchCall(operands: operands, attributes: [], resultSizes: [], placement: [])
    return Operand(
      expression: primitive.torch.syntax(call), form: .host(HostNumber(range: 0...Size.limit)),
      depth: 1, size: 1)
  }

  /// A primitive whose operands are all ordinary values.
  func emitPlain(
    _ primitive: Primitive, _ operands: [Operand], _ types: [Type], _ attributes: [Int],
    _ result: Type, as torch: TorchEmission? = nil
  ) -> Operand {
    let torch = torch ?? primitive.torch
    let isElementwise = primitive.isElementwise
    let ready = operands.enumerated().map { position, operand in
      switch torch.representation(ofOperand: position) {
      case .real: real(operand)
      case .mask: mask(operand)
      }
    }
    let onlyNumbers = ready.allSatisfy { !$0.isTensor }
    let level = ready.lazy.map(\.level).max() ?? 0
    let call = TorchCall(
      operands: zip(ready, types).map { operand, type in
        let rank = isElementwise ? result.rank : operand.rank
        let tensor = aligned(self.tensorOrMask(operand), rank: rank, level: level)
        return TorchOperand(
          expression: onlyNumbers ? tensor : aligned(operand, rank: rank, level: level),
          tensor: tensor, rank: operand.rank, constant: operand.constant,
          sizes: type.sizes.map { expression(of: $0) })
      }, attributes: attributes, resultSizes: result.sizes.map { expression(of: $0) },
      placement: placement)
    for helper in torch.helpers(for: call) { context.need(helper) }
    return Operand(
      expression: torch.syntax(call),
      form: torch.result == .mask ? .mask : .tensor, rank: result.rank, level: level,
      full: ready.reduce([]) { $0.union($1.full) }, depth: (ready.lazy.map(\.depth).max() ?? 0) + 1,
      size: ready.reduce(1) { $0 + $1.size })
  }

  /// The operand as a tensor, a mask as the mask that it is.
  private func tensorOrMask(_ operand: Operand) -> Operand {
    operand.form == .mask ? operand : tensor(operand)
  }
}
