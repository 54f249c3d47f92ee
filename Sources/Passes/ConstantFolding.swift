import IR
import Primitives

extension Pass {
  /// Computes what is known when compiling.
  package static let constantFolding = Pass(
    name: "constant-folding",
    summary: "Operations on constants become constants; conditions and masks that are known choose."
  ) { program in
    RegionRewriter.rewrite(&program, by: ConstantFoldingRule(program))
  }
}

/// Folds primitives of real constants, exactly as the evaluator computes them.
private struct ConstantFoldingRule: RewriteRule {
  /// The values that are known.
  private var constants: ValueTable<Double>
  /// What is on the tapes that are known.
  private var packed: [ValueID: ValueList] = [:]

  init(_ program: Program) { constants = ValueTable(valueCount: program.values.count) }

  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction {
    switch binding.operation {
    case .constant(let value):
      if program.type(of: binding.results[0]) == .real {
        constants[binding.results[0].index] = value
      }
    case .primitive(let id, let operands, let attributes):
      if let value = fold(id, operands, attributes), program.type(of: binding.results[0]) == .real {
        constants[binding.results[0].index] = value
        return .become(.constant(value))
      }
      if id == .select, let known = constants[operands[0].index] {
        let chosen = operands[known != 0 ? 1 : 2]
        if program.type(of: chosen) == program.type(of: binding.results[0]) {
          return .replace([chosen])
        }
      }
    case .conditional(let condition, let then, let otherwise):
      guard let region = chosen(by: condition, then, otherwise) else { break }
      if case .yield(let yields) = program[region].terminator {
        return .splice(program[region].bindings, yields: yields, renaming: [:])
      }
    case .loop(let initial, let body):
      // Conditions that are known can leave a loop that never goes round.
      if case .yield(let yields) = program[body].terminator {
        let start = Dictionary(zip(program[body].parameters, initial)) { first, _ in first }
        return .splice(program[body].bindings, yields: yields, renaming: start)
      }
    case .pack(let values): packed[binding.results[0]] = values
    case .unpack(let tape):
      if let values = packed[tape] { return .replace(values) }
    default: break
    }
    return .keep
  }

  mutating func chosen(by condition: ValueID, _ then: RegionID, _ otherwise: RegionID) -> RegionID?
  {
    constants[condition.index].map { $0 != 0 ? then : otherwise }
  }

  private func fold(_ id: PrimitiveID, _ operands: ValueList, _ attributes: [Int]) -> Double? {
    for operand in operands where constants[operand.index] == nil { return nil }
    let values = operands.compactMap { constants[$0.index].map(Value.real) }
    guard let value = try? id.primitive.evaluation.apply(values, attributes: attributes),
      case .real(let number) = value
    else { return nil }
    return number
  }
}
