import IR

/// Passes in the order in which they run.
package struct Pipeline: Sendable {
  package let passes: [Pass]

  package init(_ passes: [Pass]) { self.passes = passes }

  /// What every program goes through.
  package static let standard = Pipeline([
    // First, while a call in tail position is still the last thing that a function does.
    .tailCalls,
    // Then, so that a function that has become a loop can move to where it is called.
    .inline,
    // Arguments that are constants have met their parameters now, and conditions their branches.
    .constantFolding,
    // The same expression in caller and callee stands in one function now.
    .commonSubexpressions,
    // Last, as all others leave behind what nobody uses any more.
    .deadCode,
  ])

  /// What programs go through for native kernels, after all of `standard`.
  package static let native = Pipeline([
    // A call costs more than what most functions do, and much more where it keeps a tape.
    .flatten,
    // What was an argument that never changed needs no room on tapes, and no adjoint a round.
    .invariantVariables,
    // Then, as the copies have met constants.
    .constantFolding, .commonSubexpressions, .deadCode,
  ])

  /// What programs go through that the compiler has written itself.
  package static let cleaning = Pipeline([.constantFolding, .commonSubexpressions, .deadCode])

  /// All passes, for help.
  package static let all: [Pass] = standard.passes + [.flatten, .invariantVariables]

  /// Why a pipeline cannot be run as asked.
  package struct UnknownPass: Error, Hashable, Sendable {
    package let name: String
  }

  /// The standard pipeline up to and with a pass, given by name.
  package init(through name: String) throws(UnknownPass) {
    guard let last = Pipeline.standard.passes.firstIndex(where: { $0.name == name }) else {
      throw UnknownPass(name: name)
    }
    passes = Array(Pipeline.standard.passes[...last])
  }

  /// Runs all passes. Debug builds verify the program before, and after each.
  package func run(_ program: inout Program) {
    Pipeline.check(program, after: "elaboration")
    for pass in passes {
      pass.run(&program)
      Pipeline.check(program, after: "the pass \(pass.name)")
    }
  }

  private static func check(_ program: Program, after stage: @autoclosure () -> String) {
    assert(
      {
        let problems = Verifier.verify(program)
        if problems.isEmpty { return true }
        preconditionFailure(
          "neuralc bug: after \(stage()), \(problems.joined(separator: "; ")), please report it")
      }())
  }
}
