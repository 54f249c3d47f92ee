import Differentiation
import IR
import Primitives
import Types

/// The uses of primitives whose infinite derivative may stand beside a zero.
///
/// In derivatives 0 times infinity is 0, and NaN in PyTorch. So where a zero can meet the infinite
/// derivative of a root, a logarithm, or an exponential that overflows, the module cuts the operand off
/// from the gradient at such points. There are three ways to meet one:
///
/// - a choice behind it, which may leave the result out: `(max (log x) 4)`;
/// - an operand whose own derivative is 0 where the infinite one is: `(sqrt (square x))`;
/// - an operation behind it that levels off: `(/ 1 (+ 1 (exp (- x))))`.
///
/// Everything else is written as it stands: `(sqrt x)` has an infinite derivative at 0.
struct SteepUses {
  /// One use of a primitive.
  private struct Use {
    let result: ValueID
    let id: PrimitiveID
    let operands: ValueList
  }

  private let program: Program
  private let constants: [ValueID: Double]
  private let useCounts: UseCounts
  /// Values whose derivatives are 0 where they are.
  private var flat: Set<ValueID> = []
  /// Values that are not negative.
  private var positive: Set<ValueID> = []
  /// Values on which nothing depends any more where they are infinite.
  private var levelled: Set<ValueID> = []
  /// The results of the uses.
  private(set) var results: Set<ValueID> = []

  /// Looks at all functions that are called.
  init(
    of program: Program, functions: [FunctionID], constants: [ValueID: Double],
    useCounts: UseCounts
  ) {
    self.program = program
    self.constants = constants
    self.useCounts = useCounts
    var uses: [Use] = []
    for function in functions {
      program.forEachBinding(from: program[function].body) { binding in
        guard case .primitive(let id, let operands, _) = binding.operation else { return }
        uses.append(Use(result: binding.results[0], id: id, operands: operands))
      }
    }
    let steep = uses.map { ($0, slopes(of: $0)) }.filter { !$0.1.isEmpty }
    guard !steep.isEmpty else { return }
    for use in uses { noteSign(of: use) }
    for use in uses.reversed() { noteLevel(of: use) }
    let dropped = valuesThatChoicesDrop(uses)
    for (use, slopes) in steep
    where !slopes.isDisjoint(with: [.finite, .pole]) && dropped[Int(use.result.index)]
      || slopes.contains(.finite) && use.operands.contains(where: { flat.contains($0) })
      || !slopes.isDisjoint(with: [.pole, .overflow]) && use.operands.count == 1
        && levelled.contains(use.result)
    {
      results.insert(use.result)
    }
  }

  /// What the value is where the derivative is infinite.
  private enum Slope {
    /// Finite, as of a root at 0.
    case finite
    /// Infinite, as of a logarithm at 0.
    case pole
    /// Beyond the range of numbers.
    case overflow
  }

  /// Where a use has infinite derivatives that the module can cut off.
  private func slopes(of use: Use) -> Set<Slope> {
    guard use.id.primitive.torch.isGuardable else { return [] }
    var found: Set<Slope> = []
    for sample in use.id.primitive.sampleCases {
      let operands = zip(use.operands, sample.operands).map { operand, value in
        constants[operand].map(Value.real) ?? value
      }
      guard operands.allSatisfy(\.isFinite),
        let value = try? use.id.primitive.evaluation.apply(operands, attributes: []),
        !value.real.isNaN,
        zip(use.operands, use.id.primitive.slopes(at: operands)).contains(where: {
          constants[$0] == nil && !$1.isFinite
        })
      else { continue }
      let isOrdinary = operands.allSatisfy { $0.real.magnitude <= 2 }
      found.insert(value.isFinite ? .finite : isOrdinary ? .pole : .overflow)
    }
    return found
  }

  // MARK: Signs

  private mutating func noteSign(of use: Use) {
    let (id, operands) = (use.id, use.operands)
    let isSquare =
      operands.count == 2 && operands[0] == operands[1] && OperandEffects.isProduct(id)
      && (id.primitive.isElementwise || program.type(of: use.result) == .real)
    let arePositive = operands.allSatisfy { operand in
      positive.contains(operand) || constants[operand].map { $0 >= 0 } ?? false
    }
    if isSquare || OperandEffects.isNeverNegative(id)
      || arePositive && OperandEffects.keepsSign(id)
    {
      positive.insert(use.result)
    }
    let variables = operands.filter { constants[$0] == nil }
    // A constant beside them would keep a sum from being 0.
    let areFlat =
      !variables.isEmpty && variables.allSatisfy { flat.contains($0) }
      && (variables.count == operands.count || OperandEffects.isProduct(id))
    let isFlat =
      isSquare || OperandEffects.isFlat(id) || isFlatAtZero(use, variables)
      || arePositive && areFlat && OperandEffects.keepsSign(id)
      || id.isQuotient && flat.contains(operands[0])
    if isFlat { flat.insert(use.result) }
  }

  /// Whether value and derivative are 0 where the one operand is that is no constant.
  private func isFlatAtZero(_ use: Use, _ variables: ValueList) -> Bool {
    guard variables.count == 1, case .partials = use.id.primitive.derivative else { return false }
    let operands = use.operands.map { Value.real(constants[$0] ?? 0) }
    guard let value = try? use.id.primitive.evaluation.apply(operands, attributes: []),
      value == .real(0)
    else { return false }
    let slopes = use.id.primitive.slopes(at: operands)
    return zip(use.operands, slopes).allSatisfy { constants[$0] != nil || $1 == 0 }
  }

  // MARK: Levels

  /// Notes operands that a use is a finite function of where they are infinite, and those from which
  /// such operands become infinite.
  private mutating func noteLevel(of use: Use) {
    for (position, operand) in use.operands.enumerated() where constants[operand] == nil {
      let isLevelled = levelled.contains(use.result)
      if atInfinity(of: use, position, { $0.isFinite ? $1 == 0 : isLevelled }) {
        levelled.insert(operand)
      }
    }
  }

  /// Whether something holds of value and derivative where an operand is infinite.
  private func atInfinity(
    of use: Use, _ position: Int, _ holds: (_ value: Double, _ slope: Double) -> Bool
  ) -> Bool {
    guard case .partials = use.id.primitive.derivative else { return false }
    return [Double.infinity, -.infinity].contains { limit in
      var operands = use.operands.map { Value.real(constants[$0] ?? 1) }
      operands[position] = .real(limit)
      guard let value = try? use.id.primitive.evaluation.apply(operands, attributes: []).real,
        !value.isNaN
      else { return false }
      return holds(value, use.id.primitive.slopes(at: operands)[position])
    }
  }

  // MARK: Choices

  /// The nodes of values that a choice may leave out, or a factor 0.
  private func valuesThatChoicesDrop(_ uses: [Use]) -> [Bool] {
    var targets: [Int] = []
    for use in uses {
      let chooses = OperandEffects.drops(use.id)
      for (position, operand) in use.operands.enumerated()
      where use.id.primitive.isRelevant(operand: position) && constants[operand] == nil {
        if chooses || isTimesZero(use, position) { targets.append(Int(operand.index)) }
      }
    }
    targets += unusedElements(uses).map { Int($0.index) }
    let parameters = program.parameters(of: program.entry).indices
    return Activity(program, seeds: Set(parameters)).nodes(thatReach: targets)
  }

  /// Elements of vectors from which only others are taken.
  private func unusedElements(_ uses: [Use]) -> [ValueID] {
    var elements: [ValueID: ValueList] = [:]
    var taken: [ValueID: (count: Int, places: Set<Int>)] = [:]
    for use in uses {
      if case .concatenation = use.id.primitive.native,
        use.operands.allSatisfy({ program.type(of: $0) == .real })
      {
        elements[use.result] = use.operands
      } else if let vector = use.operands.first, let list = elements[vector],
        let place = place(takenBy: use, from: list.count)
      {
        taken[vector, default: (0, [])].count += 1
        taken[vector, default: (0, [])].places.insert(place)
      }
    }
    return taken.filter { useCounts[$0.key] == $0.value.count }.flatMap { vector, taken in
      elements[vector, default: []].enumerated().filter { !taken.places.contains($0.offset) }
        .map(\.element)
    }
  }

  /// Which element of a vector a use gives, where that is known: of the numbers from 0 on it gives
  /// the place itself.
  private func place(takenBy use: Use, from count: Int) -> Int? {
    guard case .arrangement = use.id.primitive.native, program.type(of: use.result) == .real else {
      return nil
    }
    var operands = [Value.vec((0..<count).map(Double.init))]
    for index in use.operands.dropFirst() {
      guard let number = constants[index] else { return nil }
      operands.append(.real(number))
    }
    guard
      case .real(let place)? = try? use.id.primitive.evaluation.apply(operands, attributes: [])
    else { return nil }
    return Int(place)
  }

  /// Whether a constant beside an operand makes the derivative by it 0.
  private func isTimesZero(_ use: Use, _ position: Int) -> Bool {
    guard OperandEffects.isProduct(use.id) else { return false }
    return constants[use.operands[1 - position]] == 0
  }
}
