import IR
import Primitives
import PythonSyntax
import Types

extension Program {
  /// The values that are bound to numbers.
  package func constants(in functions: [FunctionID]) -> [ValueID: Double] {
    var constants: [ValueID: Double] = [:]
    for function in functions {
      forEachBinding(from: self[function].body) { binding in
        switch binding.operation {
        case .constant(let value): constants[binding.results[0]] = value
        case .primitive(let id, let operands, _) where id.primitive.torch.isInteger:
          constants[binding.results[0]] = integer(id.primitive, operands)
        default: break
        }
      }
    }
    return constants
  }

  /// The integer that a primitive gives, where the shapes it depends on are known.
  private func integer(_ primitive: Primitive, _ operands: ValueList) -> Double? {
    let operands = operands.map { operand in
      let sizes = self[operand].type.sizes.map {
        PythonExpression.int($0.known ?? Size.limit)
      }
      return TorchOperand(
        expression: .none, tensor: .none, rank: sizes.count, constant: nil, sizes: sizes)
    }
    let call = TorchCall(operands: operands, attributes: [], resultSizes: [], placement: [])
    guard case .int(let value) = primitive.torch.syntax(call), value < Size.limit else {
      return nil
    }
    return Double(value)
  }
}
