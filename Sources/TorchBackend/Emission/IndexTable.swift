import Primitives

/// Numbers that are known when compiling, one for each index of the surrounding `tabulate`s that
/// they depend on.
struct IndexTable: Hashable {
  /// The indices that the numbers depend on (counted from 1, the outermost), with their counts.
  var axes: [Axis]
  /// Row by row, the last axis fastest.
  var numbers: [Double]

  /// One index.
  struct Axis: Hashable {
    let level: Int
    let count: Int
  }

  /// More numbers than this are not worth knowing.
  static let limit = 1 << 16

  /// 0, 1, 2, … of one index.
  static func index(level: Int, count: Int) -> IndexTable? {
    guard count <= limit else { return nil }
    return IndexTable(
      axes: [Axis(level: level, count: count)], numbers: (0..<count).map(Double.init))
  }

  static func constant(_ value: Double) -> IndexTable { IndexTable(axes: [], numbers: [value]) }

  /// An elementwise primitive of tables, number by number.
  static func apply(_ primitive: Primitive, to tables: [IndexTable]) -> IndexTable? {
    guard case .elementwise = primitive.signature.shape else { return nil }
    switch primitive.evaluation {
    case .unary(let function): return combine(tables) { function($0[0]) }
    case .binary(let function): return combine(tables) { function($0[0], $0[1]) }
    case .variadic(let function): return combine(tables, function)
    case .general: return nil
    }
  }

  /// The numbers transformed one by one.
  func map(_ transform: (Double) -> Double) -> IndexTable {
    IndexTable(axes: axes, numbers: numbers.map(transform))
  }

  /// Where both are true.
  static func both(_ first: IndexTable?, _ second: IndexTable?) -> IndexTable? {
    choose(first, second, constant(0))
  }

  /// For each index the second or the third number, by the first.
  static func choose(_ test: IndexTable?, _ first: IndexTable?, _ second: IndexTable?)
    -> IndexTable?
  {
    guard let test, let first, let second else { return nil }
    return combine([test, first, second]) { $0[0] != 0 ? $0[1] : $0[2] }
  }

  /// A function of numbers of tables.
  private static func combine(_ tables: [IndexTable], _ function: ([Double]) -> Double)
    -> IndexTable?
  {
    let axes = Set(tables.flatMap(\.axes)).sorted { $0.level < $1.level }
    let count = axes.reduce(1) { $0 * $1.count }
    guard count <= limit else { return nil }
    let columns = tables.map { $0.spread(over: axes) }
    let numbers = (0..<count).map { position in function(columns.map { $0[position] }) }
    return IndexTable(axes: axes, numbers: numbers)
  }

  /// The numbers for every combination of more axes.
  func spread(over all: [Axis]) -> [Double] {
    guard all != axes else { return numbers }
    var strides = Array(repeating: 0, count: all.count)
    var stride = 1
    for axis in axes.reversed() {
      if let position = all.firstIndex(of: axis) { strides[position] = stride }
      stride *= axis.count
    }
    let count = all.reduce(1) { $0 * $1.count }
    return (0..<count).map { position in
      var rest = position
      var source = 0
      for (axis, stride) in zip(all, strides).reversed() {
        source += rest % axis.count * stride
        rest /= axis.count
      }
      return numbers[source]
    }
  }
}
