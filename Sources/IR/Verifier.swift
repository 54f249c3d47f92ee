import Primitives
import Types

/// Checks that a program is well formed.
package struct Verifier {
  let program: Program
  /// What is wrong, and where: the function, and the binding or region end, if it is one.
  private(set) var problems: [Problem] = []
  private var visibility: [Visibility]
  private var hasSeenRegion: [Bool]
  /// The function that is being checked.
  private var function = FunctionID(0)

  /// One broken rule.
  struct Problem {
    enum Place {
      case program
      case function
      case binding(Binding)
      case terminator(Terminator)
    }
    let function: FunctionID
    let place: Place
    let message: String
  }

  /// Where the verifier stands with the definition of a value.
  private enum Visibility { case undefined, visible, outOfScope }

  /// What a region ends for, with the types that it must give.
  struct Ending {
    /// Which construct it is the body of.
    enum Construct {
      case function, conditional, loop, scan, tabulate, fold, reverseLoop

      /// Whether its body can go round again.
      var recurs: Bool {
        switch self {
        case .function, .conditional, .tabulate: false
        case .loop, .scan, .fold, .reverseLoop: true
        }
      }

      /// What its body is called where it cannot end otherwise than by another round.
      var withoutYield: String? {
        switch self {
        case .function, .conditional, .loop, .tabulate: nil
        case .scan: "a scan"
        case .fold: "a fold"
        case .reverseLoop: "a reverse loop"
        }
      }
    }
    let construct: Construct
    /// Of a `yield`.
    var yields: [Type] = []
    /// Of a `recur`.
    var recurs: [Type] = []
  }

  /// What is wrong with a program: nothing, unless a part of the compiler has a bug.
  package static func verify(_ program: Program) -> [String] {
    var verifier = Verifier(program)
    verifier.checkProgram()
    return verifier.problems.isEmpty ? [] : verifier.describeProblems()
  }

  private init(_ program: Program) {
    self.program = program
    visibility = Array(repeating: .undefined, count: program.values.count)
    hasSeenRegion = Array(repeating: false, count: program.regions.count)
  }

  private func describeProblems() -> [String] {
    var printer = Printer(program)
    printer.printProgram()
    return problems.map { problem in
      let line: String
      switch problem.place {
      case .program: return problem.message
      case .function: line = ""
      case .binding(let binding): line = ": \(printer.headline(of: binding))"
      case .terminator(let terminator): line = ": \(printer.headline(of: terminator))"
      }
      return "@\(program[problem.function].name)\(line): \(problem.message)"
    }
  }

  private mutating func report(_ message: String, at place: Problem.Place = .function) {
    problems.append(Problem(function: function, place: place, message: message))
  }

  private mutating func checkProgram() {
    guard program.functions.indices.contains(Int(program.entry.index)) else {
      return report("the entry is no function", at: .program)
    }
    for index in program.functions.indices {
      function = FunctionID(index)
      let body = program[function].body
      checkRegion(
        body, parameters: nil, Ending(construct: .function, yields: program[function].results),
        at: .function)
    }
    checkDeclarations()
  }

  private mutating func checkDeclarations() {
    function = program.entry
    let declared = program.inputs.map(\.type) + program.parameters.map(\.type)
    if types(program.parameters(of: function)) != declared {
      report("the entry's parameters are not the inputs and trainable parameters")
    }
    if program[function].results.isEmpty { report("the entry gives nothing") }
    for parameter in program.parameters {
      let sizes = parameter.type.sizes.map(\.known)
      let fits = zip(sizes, parameter.initial.shape).allSatisfy { $0 == nil || $0 == $1 }
      if sizes.count != parameter.initial.shape.count || !fits {
        report("the initial value of \(parameter.name) is no \(parameter.type)", at: .program)
      }
    }
  }

  /// Checks a region; `parameters` are the types that its parameters must have.
  private mutating func checkRegion(
    _ id: RegionID, parameters expected: [Type]?, _ ending: Ending, at place: Problem.Place
  ) {
    guard program.regions.indices.contains(Int(id.index)) else {
      return report("there is no region \(id.index)", at: place)
    }
    guard !hasSeenRegion[Int(id.index)] else {
      return report("its region \(id.index) is used twice", at: place)
    }
    hasSeenRegion[Int(id.index)] = true
    let region = program[id]
    for parameter in region.parameters { define(parameter, at: place) }
    if let expected, types(region.parameters) != expected {
      report("its region's parameters are not \(describe(expected))", at: place)
    }
    for binding in region.bindings {
      checkBinding(binding)
      for result in binding.results { define(result, at: .binding(binding)) }
    }
    checkTerminator(region.terminator, ending)
    for parameter in region.parameters { leave(parameter) }
    for binding in region.bindings {
      for result in binding.results { leave(result) }
    }
  }

  private mutating func checkTerminator(_ terminator: Terminator, _ ending: Ending) {
    let place = Problem.Place.terminator(terminator)
    guard checkUses(terminator.operands, at: place) else { return }
    switch terminator {
    case .yield(let values):
      if let name = ending.construct.withoutYield {
        return report("\(name) cannot yield", at: place)
      }
      expect(values, ending.yields, "the region must yield", at: place)
    case .recur(let values):
      if !ending.construct.recurs {
        return report("only loops and scans recur", at: place)
      }
      expect(values, ending.recurs, "the region must recur with", at: place)
    case .branch(let condition, let then, let otherwise):
      if !ending.construct.recurs {
        return report("only bodies of loops and scans branch", at: place)
      }
      expect([condition], [.real], "the condition must be", at: place)
      checkRegion(then, parameters: [], ending, at: place)
      checkRegion(otherwise, parameters: [], ending, at: place)
    }
  }

  private mutating func checkBinding(_ binding: Binding) {
    let place = Problem.Place.binding(binding)
    guard checkUses(binding.operation.operands, at: place),
      binding.results.allSatisfy({ visibility.indices.contains(Int($0.index)) })
    else { return report("a value that is not in the table", at: place) }
    let results = types(binding.results)
    switch binding.operation {
    case .constant, .undefined:
      if results.count != 1 { report("it gives one value", at: place) }
    case .primitive(let id, let operands, let attributes):
      checkPrimitive(id, types(operands), attributes, results, at: place)
    case .call(let callee, let arguments):
      checkCall(callee, types(arguments), results, at: place)
    case .conditional(let condition, let then, let otherwise):
      expect([condition], [.real], "the condition must be", at: place)
      let ending = Ending(construct: .conditional, yields: results)
      checkRegion(then, parameters: [], ending, at: place)
      checkRegion(otherwise, parameters: [], ending, at: place)
    case .loop(let initial, let body):
      let carried = types(initial)
      checkRegion(
        body, parameters: carried, Ending(construct: .loop, yields: results, recurs: carried),
        at: place)
    case .scan(let initial, let rounds, let body):
      let carried = types(initial)
      expect(
        binding.results, carried.compactMap { $0.stacked(rounds) }, "the scan gives", at: place)
      checkRegion(
        body, parameters: carried, Ending(construct: .scan, recurs: carried), at: place)
    case .tabulate(let count, let body):
      checkTabulate(count, body, results, at: place)
    case .fold(let initial, _, let body):
      expect(initial, results, "the fold starts with", at: place)
      checkRegion(
        body, parameters: [.real] + results, Ending(construct: .fold, recurs: results), at: place)
    case .pack:
      if results != [.tape] { report("it gives a tape", at: place) }
    case .unpack(let tape): expect([tape], [.tape], "it unpacks", at: place)
    case .recordedLoop(let initial, let body, let recorded):
      checkRecordedLoop(types(initial), body, recorded, results, at: place)
    case .reverseLoop(let tape, let initial, let replay, let body):
      expect([tape], [.tape], "the loop reverses", at: place)
      expect(initial, results, "the loop starts with", at: place)
      checkReverseLoop(replay, body, results, at: place)
    }
  }

  private mutating func checkRecordedLoop(
    _ carried: [Type], _ body: RegionID, _ recorded: [Int], _ results: [Type],
    at place: Problem.Place
  ) {
    if results.last != .tape { report("its last result is a tape", at: place) }
    if recorded != Set(recorded).filter(carried.indices.contains).sorted() {
      report("it records what it does not carry", at: place)
    }
    checkRegion(
      body, parameters: carried,
      Ending(construct: .loop, yields: results.dropLast(), recurs: carried), at: place)
  }

  private mutating func checkReverseLoop(
    _ replay: RegionID, _ body: RegionID, _ results: [Type], at place: Problem.Place
  ) {
    guard program.regions.indices.contains(Int(replay.index)) else {
      return report("there is no region \(replay.index)", at: place)
    }
    let state = types(program[replay].parameters)
    checkRegion(
      body, parameters: state + results, Ending(construct: .reverseLoop, recurs: results),
      at: place)
    checkRegion(replay, parameters: state, Ending(construct: .loop, recurs: state), at: place)
  }

  private mutating func checkTabulate(
    _ count: Int, _ body: RegionID, _ results: [Type], at place: Problem.Place
  ) {
    let yields = results.map { result -> Type? in
      switch result {
      case .real: nil
      case .vec(let size): size == .known(count) ? .real : nil
      case .mat(let rows, let columns): rows == .known(count) ? .vec(columns) : nil
      case .tape: nil
      }
    }
    if yields.contains(nil) {
      return report("its results do not have \(count) rows", at: place)
    }
    checkRegion(
      body, parameters: [.real],
      Ending(construct: .tabulate, yields: yields.compactMap { $0 }), at: place)
  }

  private mutating func checkPrimitive(
    _ id: PrimitiveID, _ operands: [Type], _ attributes: [Int], _ results: [Type],
    at place: Problem.Place
  ) {
    let signature = id.primitive.signature
    let type = signature.shape.resultType(operands: operands, attributes: attributes)
    guard let type, accepts(id.primitive, operands.count) else {
      return report(
        "\(id.primitive.name) does not take \(describe(operands)) \(attributes)", at: place)
    }
    if [type] != results { report("\(id.primitive.name) gives \(type)", at: place) }
  }

  /// Whether the operation itself, not its reductions, takes so many operands. Overloads count them.
  private func accepts(_ primitive: Primitive, _ count: Int) -> Bool {
    if case .overloads = primitive.signature.shape { return true }
    switch primitive.evaluation {
    case .unary: return count == 1
    case .binary: return count == 2
    case .variadic, .general: return primitive.signature.arity.accepts(count)
    }
  }

  private mutating func checkCall(
    _ callee: FunctionID, _ arguments: [Type], _ results: [Type], at place: Problem.Place
  ) {
    guard program.functions.indices.contains(Int(callee.index)) else {
      return report("there is no function \(callee.index)", at: place)
    }
    let expected = types(program.parameters(of: callee))
    if arguments != expected {
      report("@\(program[callee].name) takes \(describe(expected))", at: place)
    }
    if results != program[callee].results {
      report("@\(program[callee].name) gives \(describe(program[callee].results))", at: place)
    }
  }

  private mutating func define(_ id: ValueID, at place: Problem.Place) {
    guard visibility.indices.contains(Int(id.index)) else {
      return report("a value that is not in the table", at: place)
    }
    if visibility[Int(id.index)] != .undefined { report("a value is defined twice", at: place) }
    visibility[Int(id.index)] = .visible
  }

  private mutating func leave(_ id: ValueID) {
    guard visibility.indices.contains(Int(id.index)) else { return }
    visibility[Int(id.index)] = .outOfScope
  }

  /// Whether all operands are in scope.
  private mutating func checkUses(_ values: ValueList, at place: Problem.Place) -> Bool {
    let inTable = values.allSatisfy { visibility.indices.contains(Int($0.index)) }
    if inTable && values.allSatisfy({ visibility[Int($0.index)] == .visible }) { return true }
    report("an operand is not defined here", at: place)
    return false
  }

  private mutating func expect(
    _ values: ValueList, _ expected: [Type], _ rule: String, at place: Problem.Place
  ) {
    if types(values) != expected { report("\(rule) \(describe(expected))", at: place) }
  }

  private func types(_ values: ValueList) -> [Type] { values.map { program[$0].type } }

  private func describe(_ types: [Type]) -> String {
    types.isEmpty ? "nothing" : types.map(\.description).joined(separator: ", ")
  }
}
