import IR
import Passes
import Primitives
import Types

/// The gradient of one item by a few variables, in forward mode: as a program of the tangents of all
/// of them side by side.
///
/// Reverse mode goes over everything twice and records what is between, whatever the number of
/// variables; forward mode goes over it once, with a tangent for each. While all tangents of a number
/// fit in one register, that is less in every respect.
package struct DirectionalForm {
  /// Its inputs are those of the program, its trainable parameters, the tangents of some of them, and
  /// the cotangent of its result; it gives the value, and the cotangent times the derivative.
  package let program: Program
  /// Which of the inputs are tangents: each is to be 1 in a direction of its own, and 0 in others.
  package let tangents: Range<Int>

  /// The most directions.
  package static let limit = 8

  /// The form of a program by the variables at the positions `wrt` (inputs, then parameters), on a
  /// stack that suffices; `nil` where reverse mode does as well or better, as in code that goes over
  /// nothing again, or where there is more than real numbers.
  package init?(of program: Program, wrt: [Int]) {
    guard (1...DirectionalForm.limit).contains(wrt.count), Set(wrt).count == wrt.count,
      program[program.entry].results == [.real], program.hasLoops,
      program.values.allSatisfy({ $0.type == .real })
    else { return nil }
    let pushforward = ForwardMode.pushforward(of: program, wrt: wrt)
    let variables = program.inputs.count + program.parameters.count
    tangents = variables..<variables + wrt.count
    self.program = pushforward.timesCotangent()
  }
}

extension Program {
  /// Whether anything is gone over several times.
  fileprivate var hasLoops: Bool {
    regions.contains { region in
      region.bindings.contains { binding in
        switch binding.operation {
        case .loop, .call: true
        default: false
        }
      }
    }
  }

  /// The same with a cotangent, which the second result is multiplied by.
  fileprivate func timesCotangent() -> Program {
    var builder = Builder(self)
    let body = self[entry].body
    guard case .yield(let values) = self[body].terminator else {
      preconditionFailure("neuralc bug: an entry that does not yield, please report it")
    }
    let span = self[entry].span
    let cotangent = builder.value(.real, at: span, named: "cotangent")
    builder.reopen(body)
    let product = builder.apply("%tangent-product", [cotangent, values[1]], at: span)
    builder.closeAgain(body)
    builder.program[body].parameters.append(cotangent)
    builder.program[body].terminator = .yield([values[0], product])
    builder.program.inputs.append(Input(name: "%cotangent", type: .real, span: span))
    return builder.program
  }
}
