import Types

extension Program {
  package subscript(id: ValueID) -> ValueInfo {
    _read { yield values[Int(id.index)] }
    _modify { yield &values[Int(id.index)] }
  }

  package subscript(id: RegionID) -> Region {
    _read { yield regions[Int(id.index)] }
    _modify { yield &regions[Int(id.index)] }
  }

  package subscript(id: FunctionID) -> Function {
    _read { yield functions[Int(id.index)] }
    _modify { yield &functions[Int(id.index)] }
  }

  /// The type of a value: quicker than by way of all that is known of it.
  package func type(of id: ValueID) -> Type { values[Int(id.index)].type }

  /// Whether there is control flow: a region beside the bodies of functions.
  package var hasControlFlow: Bool { regions.count > functions.count }

  /// Whether it is one list of bindings, as most programs are.
  package var isStraight: Bool { functions.count == 1 && !hasControlFlow }

  /// Whether any function calls one.
  package var hasCalls: Bool { contains { if case .call = $0 { true } else { false } } }

  /// Whether there is such an operation anywhere.
  package func contains(_ isWanted: (Operation) -> Bool) -> Bool {
    regions.contains { region in region.bindings.contains { isWanted($0.operation) } }
  }

  /// The numbers that constants are.
  package var constantNumbers: ValueTable<Double> {
    var numbers = ValueTable<Double>(valueCount: values.count)
    for region in regions {
      for binding in region.bindings {
        if case .constant(let number) = binding.operation {
          numbers[binding.results[0].index] = number
        }
      }
    }
    return numbers
  }

  /// The values that a call of a function gives arguments for.
  package func parameters(of function: FunctionID) -> ValueList {
    self[self[function].body].parameters
  }

  /// Visits a region and all regions inside it, each before what it contains, in the order of the
  /// text within one region.
  package func forEachRegion(from root: RegionID, _ visit: (RegionID) -> Void) {
    guard hasControlFlow else { return visit(root) }
    var pending = [root]
    while let id = pending.popLast() {
      visit(id)
      var inner: [RegionID] = []
      for binding in self[id].bindings { inner += binding.operation.regions }
      inner += self[id].terminator.regions
      pending += inner.reversed()
    }
  }

  /// Visits every binding of a region and of all regions inside it.
  package func forEachBinding(from root: RegionID, _ visit: (Binding) -> Void) {
    forEachRegion(from: root) { id in
      for binding in self[id].bindings { visit(binding) }
    }
  }
}

extension Operation {
  /// The regions directly inside.
  package var regions: [RegionID] {
    switch self {
    case .constant, .undefined, .primitive, .call, .pack, .unpack: []
    case .conditional(_, let then, let otherwise): [then, otherwise]
    case .loop(_, let body), .scan(_, _, let body), .tabulate(_, let body), .fold(_, _, let body),
      .recordedLoop(_, let body, _):
      [body]
    case .reverseLoop(_, _, let replay, let body): [body, replay]
    }
  }

  /// The values that it uses outside its regions.
  package var operands: ValueList {
    switch self {
    case .constant, .undefined, .tabulate: []
    case .primitive(_, let operands, _), .call(_, let operands), .pack(let operands): operands
    case .conditional(let condition, _, _): ValueList(condition)
    case .loop(let initial, _), .scan(let initial, _, _), .fold(let initial, _, _),
      .recordedLoop(let initial, _, _):
      initial
    case .unpack(let tape): ValueList(tape)
    case .reverseLoop(let tape, let initial, _, _): ValueList(tape) + initial
    }
  }

  /// Puts other values in the place of these.
  package mutating func replaceOperands(_ replacement: (ValueID) -> ValueID) {
    guard case .primitive(let id, var operands, let attributes) = self else {
      self = mapOperands(replacement)
      return
    }
    self = .undefined  // The operands have one owner now, and change where they are.
    operands.replace(by: replacement)
    self = .primitive(id, operands, attributes: attributes)
  }

  /// The same operation of other values.
  package func mapOperands(_ transform: (ValueID) -> ValueID) -> Operation {
    switch self {
    case .constant, .undefined, .tabulate: self
    case .primitive(let id, let operands, let attributes):
      .primitive(id, operands.map(transform), attributes: attributes)
    case .call(let callee, let arguments): .call(callee, arguments.map(transform))
    case .conditional(let condition, let then, let otherwise):
      .conditional(transform(condition), then: then, else: otherwise)
    case .loop(let initial, let body): .loop(initial: initial.map(transform), body: body)
    case .scan(let initial, let rounds, let body):
      .scan(initial: initial.map(transform), rounds: rounds, body: body)
    case .fold(let initial, let rounds, let body):
      .fold(initial: initial.map(transform), rounds: rounds, body: body)
    case .pack(let values): .pack(values.map(transform))
    case .unpack(let tape): .unpack(transform(tape))
    case .recordedLoop(let initial, let body, let recorded):
      .recordedLoop(initial: initial.map(transform), body: body, recorded: recorded)
    case .reverseLoop(let tape, let initial, let replay, let body):
      .reverseLoop(
        tape: transform(tape), initial: initial.map(transform), replay: replay, body: body)
    }
  }
}

extension Terminator {
  /// The regions directly inside.
  package var regions: [RegionID] {
    switch self {
    case .yield, .recur: []
    case .branch(_, let then, let otherwise): [then, otherwise]
    }
  }

  /// The values that it uses outside its regions.
  package var operands: ValueList {
    switch self {
    case .yield(let values), .recur(let values): values
    case .branch(let condition, _, _): ValueList(condition)
    }
  }

  /// The same terminator of other values.
  package func mapOperands(_ transform: (ValueID) -> ValueID) -> Terminator {
    switch self {
    case .yield(let values): .yield(values.map(transform))
    case .recur(let values): .recur(values.map(transform))
    case .branch(let condition, let then, let otherwise):
      .branch(transform(condition), then, otherwise)
    }
  }
}

extension Type {
  /// The type of so many values of this type, one a row.
  package func stacked(_ count: Int) -> Type? {
    switch self {
    case .real: .vec(.known(count))
    case .vec(let size): .mat(.known(count), size)
    case .mat, .tape: nil
    }
  }
}
