import Diagnostics
import Primitives
import Types

/// Writes new code into a program: operations go to the end of the region that is open.
package struct Builder {
  package var program: Program
  /// The bindings of the open regions, the innermost last.
  private var open: [[Binding]] = []

  package init(_ program: Program) { self.program = program }

  /// Makes room for so many more operations in the region that is open: where it is known how many
  /// there will be, tables need not grow, and be copied each time.
  package mutating func reserve(_ count: Int) {
    program.values.reserveCapacity(program.values.count + count)
    open[open.count - 1].reserveCapacity(open[open.count - 1].count + count)
  }

  /// Gives the program away without what is not in use, once all is written: nothing else holds it
  /// then, so that passes change it where it is.
  package mutating func finish() -> Program {
    var result = Program()
    swap(&result, &program)
    result.compact()
    return result
  }

  /// A value that nothing defines yet.
  package mutating func value(_ type: Type, at span: Span, named name: String? = nil) -> ValueID {
    program.values.append(ValueInfo(type: type, span: span, name: name))
    return ValueID(program.values.count - 1)
  }

  /// Appends an operation with one result.
  package mutating func append(
    _ operation: Operation, _ type: Type, at span: Span, named name: String? = nil
  ) -> ValueID {
    let result = value(type, at: span, named: name)
    append(Binding(result, operation))
    return result
  }

  /// Appends an operation with a result of each type.
  package mutating func append(_ operation: Operation, _ types: [Type], at span: Span) -> ValueList
  {
    let results = ValueList(types.map { value($0, at: span) })
    append(Binding(results, operation))
    return results
  }

  /// Appends a binding as it is.
  package mutating func append(_ binding: consuming Binding) {
    open[open.count - 1].append(binding)
  }

  /// Appends the use of a primitive, whose result type follows from its operands.
  package mutating func apply(
    _ id: PrimitiveID, _ operands: ValueList, attributes: [Int] = [], at span: Span,
    named name: String? = nil
  ) -> ValueID {
    let type = resultType(of: id.primitive, operands, attributes)
    return append(.primitive(id, operands, attributes: attributes), type, at: span, named: name)
  }

  private func resultType(
    of primitive: Primitive, _ operands: ValueList, _ attributes: [Int]
  ) -> Type {
    let types = operands.map { program.type(of: $0) }
    let shape = primitive.signature.shape
    guard let type = shape.resultType(operands: types, attributes: attributes) else {
      preconditionFailure(
        "neuralc bug: \(primitive.name) does not take \(types) \(attributes), please report it")
    }
    return type
  }

  /// The same by name, for the few primitives that the compiler itself builds with.
  package mutating func apply(_ name: String, _ operands: ValueList, at span: Span) -> ValueID {
    guard let id = Primitive.id(named: name) else {
      preconditionFailure("neuralc bug: there is no primitive \(name), please report it")
    }
    return apply(id, operands, at: span)
  }

  /// Appends a number, or a value full of it.
  package mutating func constant(
    _ value: Double, _ type: Type = .real, at span: Span, named name: String? = nil
  ) -> ValueID {
    append(.constant(value), type, at: span, named: name)
  }

  /// A region with what `build` appends, which says how the region ends.
  package mutating func region(
    parameters: ValueList = [], _ build: (inout Builder) -> Terminator
  ) -> RegionID {
    open.append([])
    let terminator = build(&self)
    return close(parameters: parameters, terminator)
  }

  /// Begins a region; `close` ends it.
  package mutating func beginRegion() { open.append([]) }

  /// Opens a closed region again, to append to it; `closeAgain` ends that.
  package mutating func reopen(_ region: RegionID) { open.append(program[region].bindings) }

  /// Closes a region again as it ended before.
  package mutating func closeAgain(_ region: RegionID) {
    program[region].bindings = open.removeLast()
  }

  /// Ends the region that was begun last.
  package mutating func close(parameters: ValueList = [], _ terminator: Terminator) -> RegionID {
    let bindings = open.removeLast()
    program.regions.append(
      Region(parameters: parameters, bindings: bindings, terminator: terminator))
    return RegionID(program.regions.count - 1)
  }
}
