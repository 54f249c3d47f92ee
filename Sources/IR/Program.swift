import Diagnostics
import Primitives
import Types

/// A whole program: typed, in A-normal form, control flow in nested regions.
///
/// Values, regions and functions live in flat tables and refer to each other by number, so that a
/// program nested a hundred thousand deep is no deeper a data structure than any other.
package struct Program: Sendable {
  package var values: [ValueInfo] = []
  package var regions: [Region] = []
  package var functions: [Function] = []
  /// The function that is the program; its parameters are `inputs` and then `parameters`.
  package var entry = FunctionID(0)
  package var inputs: [Input] = []
  package var parameters: [TrainableParameter] = []
  /// Names of the sizes that stay open, where the source gave one.
  package var sizeNames: [SizeSymbol: String] = [:]
  /// What open sizes must satisfy for every index and range to lie inside.
  package var sizeRequirements: [SizeRequirement] = []
  /// Rounds after which a loop is given up.
  package var maximumIterations = 1_000_000
  /// Depth after which non-tail recursion is given up.
  package var maximumDepth = 10_000
  /// How deep regions nest at most: what a stack must bear that follows them.
  package var nesting = 0

  package init() {}
}

/// Something the caller of a module provides.
package struct Input: Hashable, Sendable {
  /// The name as the source spells it.
  package var name: String
  package var type: Type
  package var span: Span

  package init(name: String, type: Type, span: Span) {
    self.name = name
    self.type = type
    self.span = span
  }
}

/// A trainable constant.
package struct TrainableParameter: Hashable, Sendable {
  package var name: String
  package var type: Type
  package var initial: Value
  package var domain: ParameterDomain
  package var span: Span

  package init(
    name: String, type: Type, initial: Value, domain: ParameterDomain = ParameterDomain(),
    span: Span
  ) {
    self.name = name
    self.type = type
    self.initial = initial
    self.domain = domain
    self.span = span
  }
}

/// `size` must be at least `minimum`.
package struct SizeRequirement: Hashable, Sendable {
  package var size: Size
  package var minimum: Int
  package var span: Span

  package init(size: Size, minimum: Int, span: Span) {
    self.size = size
    self.minimum = minimum
    self.span = span
  }
}

/// Number of a value in its program.
package struct ValueID: Hashable, Sendable {
  package let index: Int32
  package init(_ index: Int) { self.index = Int32(index) }
}

/// Number of a region in its program.
package struct RegionID: Hashable, Sendable {
  package let index: Int32
  package init(_ index: Int) { self.index = Int32(index) }
}

/// Number of a function in its program.
package struct FunctionID: Hashable, Sendable {
  package let index: Int32
  package init(_ index: Int) { self.index = Int32(index) }
}

/// What is known of a value.
package struct ValueInfo: Hashable, Sendable {
  package var type: Type
  /// Where it was computed.
  package var span: Span
  /// What the user called it.
  package var name: String?

  package init(type: Type, span: Span, name: String? = nil) {
    self.type = type
    self.span = span
    self.name = name
  }
}

/// A function: one instance for each combination of argument types it is called with.
package struct Function: Sendable {
  package var name: String
  package var span: Span
  /// Its region's parameters are the function's, what it captures behind what it declares.
  package var body: RegionID
  /// The types of what it gives: one value, or more after differentiation.
  package var results: [Type]

  package init(name: String, span: Span, body: RegionID, results: [Type]) {
    self.name = name
    self.span = span
    self.body = body
    self.results = results
  }
}

/// Straight-line code: parameters, bindings in order, and how it ends.
package struct Region: Sendable {
  package var parameters: ValueList
  package var bindings: [Binding]
  package var terminator: Terminator

  package init(parameters: ValueList, bindings: [Binding], terminator: Terminator) {
    self.parameters = parameters
    self.bindings = bindings
    self.terminator = terminator
  }
}

/// `results = operation`; more than one result only after differentiation.
package struct Binding: Sendable {
  package var results: ValueList
  package var operation: Operation

  package init(_ results: ValueList, _ operation: Operation) {
    self.results = results
    self.operation = operation
  }

  package init(_ result: ValueID, _ operation: Operation) {
    self.init(ValueList(result), operation)
  }
}

/// How a region ends.
package enum Terminator: Sendable {
  /// With these values: of the branch, of the function, of the finished loop, or of this round.
  case yield(ValueList)
  /// Another round of the innermost loop, or the next state of a scan.
  case recur(ValueList)
  /// As one of two regions ends (in tail position of a loop body or of a function).
  case branch(ValueID, RegionID, RegionID)
}

/// What is computed.
package enum Operation: Sendable {
  /// A number; only differentiation makes vectors and matrices full of one.
  case constant(Double)
  /// A value that nobody looks at, of the type of its result.
  case undefined
  case primitive(PrimitiveID, ValueList, attributes: [Int])
  /// Lazy: only the region that the condition picks is run. Both end in `yield` or `branch`.
  case conditional(ValueID, then: RegionID, else: RegionID)
  /// The body's parameters start as `initial`; `recur` goes round again, `yield` ends the loop.
  case loop(initial: ValueList, body: RegionID)
  /// Exactly `rounds` rounds, every path of the body ends in `recur`; a result for each parameter
  /// of the body, of one rank more: its values after each round.
  case scan(initial: ValueList, rounds: Int, body: RegionID)
  /// The body's parameter runs over 0 ..< count; each yielded value is stacked to one rank more.
  case tabulate(count: Int, body: RegionID)
  case call(FunctionID, ValueList)
  /// Exactly `rounds` rounds: the body's parameters are the number of the round, 0 ..< rounds, and
  /// then the carried values, which start as `initial`. Every path of the body ends in `recur`; the
  /// results are the carried values after the last round. Only differentiation makes it, to go over
  /// rounds again: nothing fails inside that has not failed before.
  case fold(initial: ValueList, rounds: Int, body: RegionID)
  /// Values on a tape.
  case pack(ValueList)
  /// The values that were packed, in order.
  case unpack(ValueID)
  /// A loop with one more result, the last: a tape of the states at the start of every round, the
  /// one that yields included. A state is the body's parameters at the positions `recorded`, which
  /// ascend.
  case recordedLoop(initial: ValueList, body: RegionID, recorded: [Int])
  /// Goes over the rounds of a recorded loop from the last to the first.
  ///
  /// The parameters of `body` are the state at the start of the round and then the carried values,
  /// which start as `initial`; every path ends in `recur` with new carried values, which are the
  /// results after the first round. `replay` computes the next state from a state, by `recur`; where
  /// the loop ended, by `yield` of nothing. Nothing fails inside that has not failed before.
  case reverseLoop(tape: ValueID, initial: ValueList, replay: RegionID, body: RegionID)
}
