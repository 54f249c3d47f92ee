import IR
import Passes
import Primitives
import Types

/// The gradient by a few variables in forward mode.
///
/// Reverse mode goes over everything twice and records what is between, whatever the number of
/// variables; forward mode goes over it once, with a tangent for each. Where variables are few, that
/// is less.
package struct ForwardGradient {
  /// Its inputs are those of the program, its trainable parameters, the tangents of some of them, and
  /// the cotangent of its result; it gives the value, and then the cotangent times the derivative: one
  /// in whatever direction the tangents are, or one for each of them.
  package let program: Program
  /// Which of the inputs are tangents.
  package let tangents: Range<Int>

  /// In one direction, by the variables at the positions `wrt` (inputs, then parameters); `nil` where
  /// reverse mode may be better. To be run in the direction of each variable, side by side.
  package init?(inOneDirection program: Program, wrt: [Int]) {
    guard program.hasFewVariables(wrt, limit: ForwardGradient.directionLimit) else { return nil }
    let pushforward = ForwardMode.pushforward(of: program, wrt: wrt)
    tangents = pushforward.inputs.indices.suffix(wrt.count)
    self.program = pushforward.timesCotangent()
  }

  /// The most directions side by side: what registers hold.
  package static let directionLimit = 8

  /// In the direction of each of the variables, whose tangents are to be 1; `nil` where reverse mode
  /// may be better.
  package init?(of program: Program, wrt: [Int]) {
    guard program.hasFewVariables(wrt, limit: ForwardGradient.tangentLimit), !program.hasCalls
    else { return nil }
    var result = program.withParametersAsInputs()
    for (count, variable) in wrt.enumerated() {
      result = ForwardMode.pushforward(of: result, wrt: [variable])
      // Behind the value and its tangents so far is what these change in the new direction.
      result.keepResults(count + 2)
      Pipeline.cleaning.run(&result)
    }
    tangents = result.inputs.indices.suffix(wrt.count)
    self.program = result.timesCotangent()
  }

  /// The most tangents of a number in a program.
  package static let tangentLimit = 4

  /// Whether it costs less to run, where each number is one of several lanes, than the same in reverse
  /// mode.
  package func isCheaper(than reverse: Program) -> Bool {
    program.runningCost < reverse.runningCost
  }
}

extension Program {
  /// Makes the tangents that are inputs at these positions 1, and no inputs.
  package mutating func fixTangents(at tangents: Range<Int>) {
    let body = self[entry].body
    let units = self[body].parameters[tangents].map { Binding([$0], .constant(1)) }
    self[body].bindings.insert(contentsOf: units, at: 0)
    self[body].parameters.removeSubrange(tangents)
    inputs.removeSubrange(tangents)
    Pipeline.cleaning.run(&self)
  }

  /// Whether it is a real of reals, differentiated by so few that forward mode may pay: anything is
  /// gone over several times, which is where reverse mode records and computes again.
  fileprivate func hasFewVariables(_ wrt: [Int], limit: Int) -> Bool {
    hasControlFlow && (1...limit).contains(wrt.count) && Set(wrt).count == wrt.count
      && self[entry].results == [.real] && values.allSatisfy { $0.type == .real }
      && (hasCalls || contains { if case .loop = $0 { true } else { false } })
  }

  /// Drops the results of the entry behind the first few.
  fileprivate mutating func keepResults(_ count: Int) {
    let body = self[entry].body
    self[body].terminator = .yield(ValueList(yieldedValues.prefix(count)))
    self[entry].results = Array(self[entry].results.prefix(count))
  }

  /// The same with a cotangent, by which the results behind the first are multiplied.
  fileprivate func timesCotangent() -> Program {
    var builder = Builder(self)
    let (body, span) = (self[entry].body, self[entry].span)
    let cotangent = builder.value(.real, at: span, named: "cotangent")
    builder.reopen(body)
    let products = yieldedValues.dropFirst().map {
      builder.apply("%tangent-product", [cotangent, $0], at: span)
    }
    builder.closeAgain(body)
    builder.program[body].parameters.append(cotangent)
    builder.program[body].terminator = .yield([yieldedValues[0]] + products)
    builder.program.inputs.append(Input(name: "%cotangent", type: .real, span: span))
    return builder.program
  }

  private var yieldedValues: ValueList {
    guard case .yield(let values) = self[self[entry].body].terminator else {
      preconditionFailure("neuralc bug: an entry that does not yield, please report it")
    }
    return values
  }
}
