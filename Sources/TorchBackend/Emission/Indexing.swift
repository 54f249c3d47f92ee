import Diagnostics
import IR
import Primitives
import PythonSyntax
import Types

/// Primitives with indices into a dimension.
extension FunctionEmitter {
  /// An index as it is written.
  private enum Index {
    case constant(Int)
    /// A Python integer.
    case number(PythonExpression)
    /// One index of a `tabulate` for another, moved by an offset.
    case shifted(axis: IndexTable.Axis, offset: Int)
    /// A tensor that is checked when the module runs.
    case tensor(Operand)
  }

  func emitIndexed(
    _ primitive: Primitive, _ operands: [Operand], _ types: [Type], _ attributes: [Int],
    _ indices: [Int], _ result: ValueID
  ) -> Operand {
    let lengths = indices.map { length(of: $0, primitive, types) }
    let found = zip(indices, lengths).map { position, length in
      index(operands[position], length, program[result].span)
    }
    if let sliced = emitSlices(primitive, operands, types, attributes, indices, found, result) {
      return sliced
    }
    var ready = operands
    var replacements: [Int: PythonExpression] = [:]
    for (position, (index, length)) in zip(indices, zip(found, lengths)) {
      switch index {
      case .constant(let value): ready[position] = .constant(Double(value))
      case .number(let expression):
        ready[position] = .constant(Double(Self.marker + position))
        replacements[Self.marker + position] = expression
      case .shifted:
        ready[position] = checked(tensor(operands[position]), length, program[result].span)
      case .tensor(let operand): ready[position] = operand
      }
    }
    var emitted = emitPlain(primitive, ready, types, attributes, program[result].type)
    if !replacements.isEmpty {
      emitted.expression = emitted.expression.replacing { expression in
        if case .int(let value) = expression { replacements[value] } else { nil }
      }
    }
    return emitted
  }

  /// Integers from here on stand for what a primitive's emission is to be told later.
  private static let marker = 1 << 40

  /// The dimension that an index runs over.
  private func length(of index: Int, _ primitive: Primitive, _ types: [Type]) -> Size {
    guard case .overloads(let overloads) = primitive.signature.shape else { return .known(0) }
    for overload in overloads {
      let patterns = overload.operands.filter(\.isOperand)
      guard patterns.count == types.count, case .index(let wanted) = patterns[index] else {
        continue
      }
      for (pattern, type) in zip(patterns, types) {
        guard case .value(let value) = pattern else { continue }
        let sizes: [SizePattern] =
          switch value {
          case .real: []
          case .vec(let size): [size]
          case .mat(let rows, let columns): [rows, columns]
          }
        if let dimension = sizes.firstIndex(where: { Self.isSame($0, wanted) }) {
          return type.sizes[dimension]
        }
      }
    }
    preconditionFailure("neuralc bug: \(primitive.name) has an index of nothing, please report it")
  }

  /// Whether two patterns are the same variable.
  private static func isSame(_ first: SizePattern, _ second: SizePattern) -> Bool {
    if case (.variable(let first), .variable(let second)) = (first, second) {
      first == second
    } else {
      false
    }
  }

  private func index(_ operand: Operand, _ length: Size, _ span: Span) -> Index {
    switch operand.form {
    case .constant(let value):
      let truncated = value.rounded(.towardZero)
      if let whole = Int(exactly: truncated), whole >= 0, length.known.map({ whole < $0 }) ?? true {
        return .constant(whole)
      }
      return .tensor(checked(tensor(operand), length, span))
    case .host(let number):
      if let range = number.range, range.lowerBound >= 0 {
        let limit = expression(of: length)
        if number.limit == limit { return .number(operand.expression) }
        if let length = length.known, range.upperBound < length {
          return .number(operand.expression)
        }
      }
      var checked = operand
      checked.expression = .call(
        context.need(RuntimeHelper.checkedNumber),
        [operand.expression, expression(of: length), .string(context.place(span))], keywords: [])
      // A statement of its own, so that it is checked even where nothing uses the element.
      return .number(assign(checked, "index").expression)
    case .tensor, .mask:
      if let shifted = shifted(operand, length) { return shifted }
      return .tensor(checked(tensor(operand), length, span))
    }
  }

  /// A tensor as an index: truncated, and inside the dimension for every active element.
  private func checked(_ operand: Operand, _ length: Size, _ span: Span) -> Operand {
    var arguments = [operand]
    if let active { arguments.append(active) }
    var checked = combine(arguments, form: .tensor, rank: 0) { aligned in
      .call(
        self.context.need(RuntimeHelper.checkedIndex),
        [aligned[0], self.expression(of: length), .string(self.context.place(span))]
          + aligned.dropFirst(), keywords: [])
    }
    checked = atom(checked, "index")
    return checked
  }

  /// An index that is known to be one of a `tabulate` plus an offset wherever it counts.
  private func shifted(_ operand: Operand, _ length: Size) -> Index? {
    guard let table = operand.table, table.axes.count == 1, let length = length.known else {
      return nil
    }
    let axis = table.axes[0]
    guard let counts = active == nil ? nil : activeTable else {
      guard active == nil else { return nil }
      return shifted(table, axis, length) { _ in true }
    }
    guard Set(counts.axes).isSubset(of: [axis]) else { return nil }
    let isActive = counts.spread(over: [axis])
    return shifted(table, axis, length) { isActive[$0] != 0 }
  }

  private func shifted(
    _ table: IndexTable, _ axis: IndexTable.Axis, _ length: Int, _ counts: (Int) -> Bool
  ) -> Index? {
    var offset: Int?
    for (position, number) in table.numbers.enumerated() where counts(position) {
      guard let whole = Int(exactly: number.rounded(.towardZero)), whole >= 0, whole < length,
        offset == nil || offset == whole - position
      else { return nil }
      offset = whole - position
    }
    guard let offset else { return nil }
    let isInside = offset >= 0 && offset + axis.count <= length
    return isInside || axis.count == length ? .shifted(axis: axis, offset: offset) : nil
  }

  /// Elements at the indices of `tabulate`s as slices, where they are.
  private func emitSlices(
    _ primitive: Primitive, _ operands: [Operand], _ types: [Type], _ attributes: [Int],
    _ positions: [Int], _ indices: [Index], _ result: ValueID
  ) -> Operand? {
    var marked = operands
    var slices: [Int: (axis: IndexTable.Axis, offset: Int)] = [:]
    for (position, index) in zip(positions, indices) {
      switch index {
      case .constant(let value): marked[position] = .constant(Double(value))
      case .shifted(let axis, let offset):
        marked[position] = .constant(Double(Self.marker + position))
        slices[Self.marker + position] = (axis, offset)
      case .number, .tensor: return nil
      }
    }
    guard !slices.isEmpty else { return nil }
    // A guard by an index comes behind the slice along that index.
    let lowest = slices.values.map(\.axis.level).min() ?? 0
    var guards: [GuardRecord] = []
    for position in marked.indices where !positions.contains(position) {
      while marked[position].level >= lowest, let record = marked[position].guardRecord {
        guards.append(record)
        marked[position] = record.base
      }
    }
    let arrays = operands.indices.filter { !positions.contains($0) }.map { marked[$0] }
    let levels = slices.values.map(\.axis.level)
    guard arrays.count == 1, let array = arrays.first, Set(levels).count == levels.count,
      levels.allSatisfy({ $0 > array.level })
    else { return nil }
    let plain = emitPlain(primitive, marked, types, attributes, program[result].type)
    guard case .item(let base, let items) = plain.expression, items.first == .ellipsis else {
      return nil
    }
    guard
      let sliced = slice(base, Array(items.dropFirst()), slices, array, types, plain)
    else { return nil }
    return guards.reversed().reduce(sliced) { self.guarded(self.atom($0), by: $1) }
  }

  /// `base[..., items]` with slices for markers.
  private func slice(
    _ base: PythonExpression, _ items: [PythonExpression],
    _ slices: [Int: (axis: IndexTable.Axis, offset: Int)], _ array: Operand, _ types: [Type],
    _ plain: Operand
  ) -> Operand? {
    let sizes = types[0].sizes
    var base = base
    var written: [PythonExpression] = []
    /// Levels of the dimensions that the item has, 0 for the value's own.
    var dimensions: [Int] = []
    // Items count from the last dimension.
    let missing = sizes.count - items.count
    for (position, size) in sizes.enumerated() {
      let item = position < missing ? .slice(nil, nil) : items[position - missing]
      if case .int(let value) = item, let (axis, offset) = slices[value] {
        let dimension = position - sizes.count
        guard let length = size.known else { return nil }
        if offset < 0 || offset + axis.count > length {
          base = .call("torch.roll", base, .int(-offset), .int(dimension))
          written.append(.slice(nil, nil))
        } else if offset == 0, axis.count == length {
          written.append(.slice(nil, nil))
        } else {
          written.append(.slice(.int(offset), .int(offset + axis.count)))
        }
        dimensions.append(axis.level)
      } else {
        written.append(item)
        if case .slice = item { dimensions.append(0) }
      }
    }
    let level = dimensions.max() ?? 0
    guard let ordered = arrange(dimensions, from: array.level, to: level) else { return nil }
    var operand = plain
    let isWhole = written.allSatisfy { $0 == .slice(nil, nil) }
    operand.expression = isWhole ? base : .item(base, [.ellipsis] + written)
    if ordered.isSwapped { operand.expression = .attribute(operand.expression, "mT") }
    if !ordered.gaps.isEmpty {
      operand.expression = .item(operand.expression, [.ellipsis] + ordered.gaps)
    }
    operand.level = level
    operand.full = array.full.union(dimensions.filter { $0 > 0 })
    return operand
  }

  /// How to bring dimensions into the order batch, indices, own: whether to swap the last two, and
  /// an item that inserts dimensions for indices that are not among them.
  private func arrange(_ dimensions: [Int], from low: Int, to high: Int)
    -> (isSwapped: Bool, gaps: [PythonExpression])?
  {
    func key(_ level: Int) -> Int { level == 0 ? Int.max : level }
    let sorted = dimensions.sorted { key($0) < key($1) }
    let isSwapped = sorted.map(key) != dimensions.map(key)
    if isSwapped, dimensions.count != 2 { return nil }
    let present = Set(dimensions)
    var gaps: [PythonExpression] = []
    if low + 1 <= high, (low + 1...high).contains(where: { !present.contains($0) }) {
      for level in low + 1...high {
        gaps.append(present.contains(level) ? .slice(nil, nil) : .none)
      }
      gaps += dimensions.filter { $0 == 0 }.map { _ in .slice(nil, nil) }
    }
    return (isSwapped, gaps)
  }
}
