import Types

extension ShapeRule {
  /// The type of the result, or `nil` where no rule allows these operands and attributes.
  package func resultType(operands: [Type], attributes: [Int]) -> Type? {
    if case .overloads(let overloads) = self {
      for overload in overloads {
        if let type = overload.resultType(operands: operands, attributes: attributes) {
          return type
        }
      }
      return nil
    }
    return attributes.isEmpty ? resultType(operands: operands) : nil
  }

  /// The same for the rules that know no attributes.
  private func resultType(operands: [Type]) -> Type? {
    switch self {
    case .elementwise:
      return ShapeRule.broadcast(operands)
    case .vector:
      return operands.allSatisfy { $0 == .real } ? .vec(.known(operands.count)) : nil
    case .rows:
      guard case .vec(let size)? = operands.first, operands.allSatisfy({ $0 == .vec(size) }) else {
        return nil
      }
      return .mat(.known(operands.count), size)
    case .append:
      var total = Size.known(0)
      for operand in operands {
        guard case .vec(let size) = operand else { return nil }
        total = total + size
      }
      return .vec(total)
    case .overloads:
      return nil
    }
  }

  /// The one type that all operands but scalars have.
  private static func broadcast(_ operands: [Type]) -> Type? {
    guard let type = operands.first(where: { $0 != .real }) else { return .real }
    return operands.allSatisfy { $0 == .real || $0 == type } ? type : nil
  }
}

/// An operand that must lie inside a dimension.
package struct IndexOperand: Hashable, Sendable {
  /// Among the operands of the operation.
  package let operand: Int
  package let length: Size
}

extension ShapeRule {
  /// The indices among well-typed operands.
  package func indices(operands: [Type], attributes: [Int]) -> [IndexOperand] {
    guard case .overloads(let overloads) = self else { return [] }
    for overload in overloads {
      var indices: [IndexOperand] = []
      if overload.match(operands: operands, attributes: attributes, indices: &indices) != nil {
        return indices
      }
    }
    return []
  }
}

extension Overload {
  /// The type of the result, if operands and attributes fit.
  package func resultType(operands: [Type], attributes: [Int]) -> Type? {
    var indices: [IndexOperand] = []
    return match(operands: operands, attributes: attributes, indices: &indices)
  }

  /// The same, with the indices that were met.
  fileprivate func match(
    operands: [Type], attributes: [Int], indices: inout [IndexOperand]
  ) -> Type? {
    var match = OverloadMatch(attributes: attributes)
    var remaining = operands[...]
    for pattern in self.operands {
      switch pattern {
      case .value(let pattern):
        guard let type = remaining.popFirst(), match.unify(pattern, type) else { return nil }
      case .index(let size):
        let operand = remaining.startIndex
        guard remaining.popFirst() == .real, let length = match.size(size) else { return nil }
        indices.append(IndexOperand(operand: operand, length: length))
      case .staticSize:
        guard let value = match.nextAttribute(), value >= 0 else { return nil }
      case .staticBound(let size):
        guard let value = match.nextAttribute(), match.isBound(value, of: size) else { return nil }
      case .staticInteger:
        guard match.nextAttribute() != nil else { return nil }
      }
    }
    guard remaining.isEmpty, match.hasTakenAllAttributes else { return nil }
    return match.type(result)
  }
}

/// What is known while operands are matched against one overload.
private struct OverloadMatch {
  let attributes: [Int]
  var position = 0
  var sizes: [Int: Size] = [:]
  /// The end of a range that was matched last.
  var lastBound = 0

  init(attributes: [Int]) { self.attributes = attributes }

  var hasTakenAllAttributes: Bool { position == attributes.count }

  mutating func nextAttribute() -> Int? {
    guard position < attributes.count else { return nil }
    defer { position += 1 }
    return attributes[position]
  }

  /// Whether an end of a range lies inside, as far as the length is known, and not before the last.
  mutating func isBound(_ value: Int, of pattern: SizePattern) -> Bool {
    defer { lastBound = value }
    guard value >= lastBound else { return false }
    guard let length = size(pattern)?.known else { return true }
    return value <= length
  }

  mutating func unify(_ pattern: TypePattern, _ type: Type) -> Bool {
    switch (pattern, type) {
    case (.real, .real): true
    case (.vec(let pattern), .vec(let size)): unify(pattern, size)
    case (.mat(let rows, let columns), .mat(let rowCount, let columnCount)):
      unify(rows, rowCount) && unify(columns, columnCount)
    default: false
    }
  }

  private mutating func unify(_ pattern: SizePattern, _ size: Size) -> Bool {
    if case .variable(let variable) = pattern, sizes[variable] == nil { sizes[variable] = size }
    return self.size(pattern) == size
  }

  func size(_ pattern: SizePattern) -> Size? {
    switch pattern {
    case .variable(let variable): return sizes[variable]
    case .constant(let value): return .known(value)
    case .attribute(let index): return attribute(index).map { .known($0) }
    case .span(let low, let high):
      guard let low = attribute(low), let high = attribute(high) else { return nil }
      return .known(high - low)
    }
  }

  private func attribute(_ index: Int) -> Int? {
    attributes.indices.contains(index) ? attributes[index] : nil
  }

  func type(_ pattern: TypePattern) -> Type? {
    switch pattern {
    case .real: return .real
    case .vec(let pattern): return size(pattern).map { .vec($0) }
    case .mat(let rows, let columns):
      guard let rows = size(rows), let columns = size(columns) else { return nil }
      return .mat(rows, columns)
    }
  }
}
