import Diagnostics
import IR
import Types

extension Program {
  /// A value that nothing defines yet.
  mutating func addValue(_ type: Type, at span: Span, named name: String? = nil) -> ValueID {
    values.append(ValueInfo(type: type, span: span, name: name))
    return ValueID(values.count - 1)
  }

  /// A region that only ends.
  mutating func addRegion(_ terminator: Terminator) -> RegionID {
    regions.append(Region(parameters: [], bindings: [], terminator: terminator))
    return RegionID(regions.count - 1)
  }

  /// Appends an operation with one result to a region.
  mutating func append(
    _ operation: Operation, _ type: Type, at span: Span, to region: RegionID
  ) -> ValueID {
    let result = addValue(type, at: span)
    self[region].bindings.append(Binding(result, operation))
    return result
  }

  /// Puts values in the place of others in a region and all inside it.
  mutating func substitute(_ ids: ValueList, by others: ValueList, in root: RegionID) {
    let map = Dictionary(zip(ids, others)) { first, _ in first }
    var affected: [RegionID] = []
    forEachRegion(from: root) { affected.append($0) }
    for region in affected {
      for index in self[region].bindings.indices {
        let operation = self[region].bindings[index].operation
        self[region].bindings[index].operation = operation.mapOperands { map[$0] ?? $0 }
      }
      self[region].terminator = self[region].terminator.mapOperands { map[$0] ?? $0 }
    }
  }

  /// Bindings once more, with values of their own; `map` says what stands for a value outside, and
  /// then for each value that was copied.
  mutating func copy(_ bindings: [Binding], _ map: inout [ValueID: ValueID]) -> [Binding] {
    var copies: [Binding] = []
    for binding in bindings {
      var operation = binding.operation.mapOperands { map[$0] ?? $0 }
      var regions = operation.regions.map { copy($0, &map) }[...]
      operation = operation.mapRegions { _ in regions.removeFirst() }
      copies.append(Binding(copy(binding.results, &map), operation))
    }
    return copies
  }

  private mutating func copy(_ id: RegionID, _ map: inout [ValueID: ValueID]) -> RegionID {
    let source = self[id]
    let parameters = copy(source.parameters, &map)
    let bindings = copy(source.bindings, &map)
    var terminator = source.terminator.mapOperands { map[$0] ?? $0 }
    var regions = terminator.regions.map { copy($0, &map) }[...]
    terminator = terminator.mapRegions { _ in regions.removeFirst() }
    self.regions.append(
      Region(parameters: parameters, bindings: bindings, terminator: terminator))
    return RegionID(self.regions.count - 1)
  }

  private mutating func copy(_ ids: ValueList, _ map: inout [ValueID: ValueID]) -> ValueList {
    ids.map { id in
      let copy = addValue(self[id].type, at: self[id].span, named: self[id].name)
      map[id] = copy
      return copy
    }
  }
}
