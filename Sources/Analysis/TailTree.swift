import IR

/// How one way through the body of a loop or of a function ends.
package enum TailLeaf {
  case yield(ValueList)
  case recur(ValueList)
}

extension Program {
  /// The ends of a region and of the regions it ends in, in the order of the text.
  package func leaves(of region: RegionID) -> [TailLeaf] {
    var leaves: [TailLeaf] = []
    var pending = [region]
    while let region = pending.popLast() {
      switch self[region].terminator {
      case .yield(let values): leaves.append(.yield(values))
      case .recur(let values): leaves.append(.recur(values))
      case .branch(_, let then, let otherwise): pending += [otherwise, then]
      }
    }
    return leaves
  }

  /// The regions that a region's end branches to, itself first.
  package func tailRegions(of region: RegionID) -> [RegionID] {
    var regions: [RegionID] = []
    var pending = [region]
    while let region = pending.popLast() {
      regions.append(region)
      pending += self[region].terminator.regions.reversed()
    }
    return regions
  }
}

extension TailLeaf {
  package var isRecur: Bool {
    if case .recur = self { true } else { false }
  }

  package var values: ValueList {
    switch self {
    case .yield(let values), .recur(let values): values
    }
  }
}
