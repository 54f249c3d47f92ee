import IR
import Primitives
import Types

/// Which operations can end in an error, so that they stay even where nobody uses what they give.
struct FailureAnalysis {
  private let program: Program
  /// Constants, which can be indices that are known to be inside.
  private let constants: ValueTable<Double>
  private var canFunctionFail: [Bool]

  init(_ program: Program) {
    self.program = program
    constants = program.constantNumbers
    canFunctionFail = Array(repeating: false, count: program.functions.count)
    guard program.hasCalls else { return }
    var callees = Array(repeating: [Int](), count: program.functions.count)
    for index in program.functions.indices {
      program.forEachBinding(from: program.functions[index].body) { binding in
        if case .call(let callee, _) = binding.operation {
          callees[index].append(Int(callee.index))
        }
      }
    }
    // Components come behind those they lead to, so that callees are known before their callers.
    for members in StrongComponents(callees).members {
      let isRecursive = members.count > 1 || callees[members[0]].contains(members[0])
      for function in members {
        canFunctionFail[function] = isRecursive || hasFailure(in: program.functions[function].body)
      }
    }
  }

  private func hasFailure(in body: RegionID) -> Bool {
    var found = false
    program.forEachBinding(from: body) { if canFail($0) { found = true } }
    return found
  }

  /// Whether an operation itself, its regions aside, can fail: an index outside, a loop without end,
  /// recursion that goes too deep.
  func canFail(_ binding: Binding) -> Bool {
    switch binding.operation {
    case .constant, .undefined, .conditional, .scan, .tabulate, .fold, .pack, .unpack,
      .reverseLoop:
      false
    case .loop, .recordedLoop: true
    case .call(let callee, _): canFunctionFail[Int(callee.index)]
    case .primitive(let id, let operands, let attributes):
      canFail(id.primitive.signature.shape, operands, attributes)
    }
  }

  /// Whether a value was there when the analysis was made.
  func knows(_ value: ValueID) -> Bool { program.values.indices.contains(Int(value.index)) }

  private func canFail(_ shape: ShapeRule, _ operands: ValueList, _ attributes: [Int]) -> Bool {
    guard case .overloads = shape else { return false }
    let types = operands.map { program[$0].type }
    return shape.indices(operands: types, attributes: attributes).contains {
      !isInside(operands[$0.operand], $0.length)
    }
  }

  private func isInside(_ index: ValueID, _ length: Size) -> Bool {
    guard let index = constants[index.index], let length = length.known else { return false }
    return index > -1 && index < Double(length)
  }
}
