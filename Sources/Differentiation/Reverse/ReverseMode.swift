import IR
import Passes

/// Reverse-mode differentiation, from IR to IR.
package enum ReverseMode {
  /// A program that computes the vector-Jacobian product along with the value.
  ///
  /// Its inputs are those of the program, its trainable parameters, and the cotangents of its
  /// results; it gives the values, then the adjoints of the inputs and parameters at the positions
  /// `wrt` (inputs first). All sizes must be known. It fails where the program does, keeps of each
  /// round of a loop what the reverse sweep needs, and can be differentiated by `ForwardMode`.
  package static func pullback(of program: Program, wrt: [Int]) -> Program {
    let sweep = Pullback(program.withParametersAsInputs().withUncalledEntry(), wrt: wrt)
    var result = sweep.run()
    Pipeline.cleaning.run(&result)
    // Once only those results are computed again that are needed.
    if RecordedResults.record(in: &result) { Pipeline.cleaning.run(&result) }
    return result
  }
}

extension Program {
  /// The same with inputs in the place of trainable parameters.
  func withParametersAsInputs() -> Program {
    var program = self
    program.inputs += parameters.map { Input(name: $0.name, type: $0.type, span: $0.span) }
    program.parameters = []
    return program
  }

  /// The same with an entry that nothing calls.
  fileprivate func withUncalledEntry() -> Program {
    var isCalled = false
    for function in functions {
      forEachBinding(from: function.body) { binding in
        if case .call(entry, _) = binding.operation { isCalled = true }
      }
    }
    guard isCalled else { return self }
    var builder = Builder(self)
    let span = self[entry].span
    let parameters = self.parameters(of: entry).map { id in
      builder.value(self[id].type, at: self[id].span, named: self[id].name)
    }
    let body = builder.region(parameters: parameters) { builder in
      .yield(builder.append(.call(entry, parameters), self[entry].results, at: span))
    }
    builder.program.functions.append(
      Function(name: self[entry].name, span: span, body: body, results: self[entry].results))
    builder.program.entry = FunctionID(builder.program.functions.count - 1)
    return builder.program
  }
}
