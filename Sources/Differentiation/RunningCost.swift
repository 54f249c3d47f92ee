import IR
import Primitives

extension Program {
  /// About how many instructions a run takes in native code, for comparisons between programs that
  /// do the same: of reals, and as if every loop had the same number of rounds.
  var runningCost: Double {
    let constants = constantNumbers
    var total = 0.0
    for function in functions {
      var pending = [(function.body, weight: 1.0)]
      while let (region, weight) = pending.popLast() {
        for binding in self[region].bindings {
          total += weight * Double(cost(of: binding, constants))
          let rounds = binding.operation.isLoop ? RunningCost.rounds : 1
          for inner in binding.operation.regionsAlwaysRun {
            pending.append((inner, weight * rounds))
          }
        }
        for inner in self[region].terminator.regions { pending.append((inner, weight)) }
      }
    }
    return total
  }

  private func cost(of binding: Binding, _ constants: ValueTable<Double>) -> Int {
    switch binding.operation {
    case .primitive(let id, let operands, _):
      id == .tangentProduct
        ? RunningCost.product
        : id.primitive.nativeCost(of: operands.map { constants[$0.index] })
    case .recordedLoop(_, _, let recorded):
      Int(RunningCost.rounds) * (RunningCost.record + recorded.count * RunningCost.number)
    case .reverseLoop(_, _, let replay, _):
      Int(RunningCost.rounds)
        * (RunningCost.record + self[replay].parameters.count * RunningCost.number)
    default: 0
    }
  }
}

/// What costs beside operations.
private enum RunningCost {
  /// Of a loop.
  static let rounds = 16.0
  /// Of a product in derivatives, which is mostly plain and takes five instructions where it is not.
  static let product = 3
  /// To find the place of a record.
  static let record = 10
  /// To write or read a number there.
  static let number = 2
}

extension Operation {
  fileprivate var isLoop: Bool {
    switch self {
    case .loop, .scan, .tabulate, .fold, .recordedLoop, .reverseLoop: true
    case .constant, .undefined, .primitive, .conditional, .call, .pack, .unpack: false
    }
  }

  /// The regions that are run whatever the size of the tape.
  fileprivate var regionsAlwaysRun: [RegionID] {
    if case .reverseLoop(_, _, _, let body) = self { return [body] }
    return regions
  }
}
