import Evaluation
import IR
import Passes
import Primitives
import Testing
import Types

@testable import Compiler

/// The corpus in reverse mode, as native kernels have it: flattened, for known sizes.
@Suite struct PullbackTests {
  static let files = ConformanceTests.accepted.filter { !$0.expectations.gradients.isEmpty }

  /// Kernels of straight code go without the passes for them.
  @Test(arguments: ConformanceTests.accepted) func straightCodeIsCleanedAtOnce(file: ProgramFile)
    throws
  {
    var program = try #require(file.compile().program).optimized()
    guard program.isStraight,
      program.values.allSatisfy({ $0.type.sizes.allSatisfy { $0.known != nil } })
    else { return }
    let before = program.description
    Pipeline.native.run(&program)
    #expect(program.description == before)
  }

  @Test(arguments: files) func acceptedProgramHasItsGradients(file: ProgramFile) throws {
    let program = try #require(file.compile().program)
    guard program.optimized()[program.optimized().entry].results == [.real] else { return }
    for run in file.expectations.gradients {
      let (inputs, parameters) = try program.ordered(run.arguments)
      let arguments = inputs + parameters
      var known = program.optimized()
      known.specialise(to: known.lengths(at: arguments))
      Pipeline.native.run(&known)
      let pullback = known.pullback(wrt: Array(arguments.indices))
      #expect(Verifier.verify(pullback) == [])
      let results = try Evaluator(pullback).run(arguments + [.real(1)])
      let names = known.inputs.map(\.name) + known.parameters.map(\.name)
      for expected in try #require(run.values) {
        let position = try #require(names.firstIndex(of: expected.name))
        let found = results[1 + position]
        #expect(
          found.isClose(to: expected.value, tolerance: 10 * file.expectations.tolerance),
          "\(expected.name) has \(found), not \(expected.value)")
      }
    }
  }
}

extension Program {
  /// The lengths of open sizes that are the size of an input or parameter themselves.
  fileprivate func lengths(at arguments: [Value]) -> [SizeSymbol: Int] {
    var lengths: [SizeSymbol: Int] = [:]
    for (type, value) in zip(inputs.map(\.type) + parameters.map(\.type), arguments) {
      for (size, length) in zip(type.sizes, value.shape) {
        if let symbol = size.symbol { lengths[symbol] = length }
      }
    }
    return lengths
  }
}
