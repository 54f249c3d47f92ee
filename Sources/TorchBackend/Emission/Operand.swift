import PythonSyntax

/// A value as the emitted code holds it.
struct Operand {
  /// What kind of Python object it is.
  enum Form: Hashable {
    /// A number that is known now.
    case constant(Double)
    /// A Python number that is known when the module runs, whatever the inputs are.
    case host(HostNumber)
    /// A tensor of numbers.
    case tensor
    /// A tensor of booleans.
    case mask
  }

  var expression: PythonExpression
  var form: Form
  /// Dimensions of its own, behind the batch.
  var rank = 0
  /// How many surrounding `tabulate` indices have a dimension between the batch and its own.
  var level = 0
  /// Which of those dimensions have their full length for certain; others may be broadcast.
  var full: Set<Int> = []
  /// How deep the expression is nested.
  var depth = 0
  /// How many operations the expression contains.
  var size = 0
  /// Its values for each index of the surrounding `tabulate`s, where they are known now.
  var table: IndexTable?
  /// The guard around it, where the operand is a guarded variable.
  var guardRecord: GuardRecord?

  static func constant(_ value: Double) -> Operand {
    Operand(expression: .float(value), form: .constant(value))
  }

  var isTensor: Bool { form == .tensor || form == .mask }

  var constant: Double? {
    if case .constant(let value) = form { value } else { nil }
  }

  /// Whether it is no Python number that may overflow in float32.
  var fitsFloat32: Bool {
    switch form {
    case .constant(let value): PythonLiteral.fitsFloat32(value)
    case .host(let number): number.isTruth || number.range != nil
    case .tensor, .mask: true
    }
  }

  /// Whether the expression can stand anywhere any number of times.
  var isAtom: Bool {
    switch expression {
    case .name, .float, .int, .bool: true
    case .item(.attribute(.name, "shape"), _): true
    case .prefix(_, .float), .prefix(_, .int): true
    case .attribute(.name, _): true
    default: false
    }
  }
}

/// A guard: the value without it, and the mask it is taken by.
final class GuardRecord {
  let base: Operand
  let test: Operand
  let isTaken: Bool

  init(base: Operand, test: Operand, isTaken: Bool) {
    self.base = base
    self.test = test
    self.isTaken = isTaken
  }
}

/// What is known of a Python number.
struct HostNumber: Hashable {
  /// Whether it is a `bool`.
  var isTruth = false
  /// The range it lies in, where it is an `int`.
  var range: ClosedRange<Int>?
  /// A number that it is less than, where there is one.
  var limit: PythonExpression?
}
