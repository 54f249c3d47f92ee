import DeepStack
import Diagnostics
import IR
import Syntax

/// Turns a syntax tree into a typed program: scope, kinds, shapes and all the checks.
package enum Elaborator {
  /// The program, or `nil` after errors; everything there is to say is in `diagnostics`.
  package static func elaborate(
    _ tree: SyntaxTree, of source: SourceFile, options: ElaborationOptions,
    diagnostics: inout DiagnosticBag
  ) -> Program? {
    var resolver = Resolver(
      tree, of: source, options: options, diagnostics: diagnostics)
    DeepStack.run(depth: tree.depth) { resolver.resolveProgram() }
    guard resolver.syntax.depth <= DeepStack.limit else {
      diagnostics = resolver.diagnostics
      diagnostics.report(.nestingTooDeep(limit: DeepStack.limit, at: .none))
      return nil
    }
    var lowerer = Lowerer(resolver.syntax, options: options, diagnostics: resolver.diagnostics)
    DeepStack.run(depth: resolver.syntax.depth) { lowerer.lowerProgram() }
    diagnostics = lowerer.diagnostics
    guard !diagnostics.hasErrors else {
      // What an error hides may well be the use that is missing.
      diagnostics.discard([.unusedBinding, .unusedInput])
      return nil
    }
    var program = LambdaLifting.lift(lowerer.program)
    program.nesting = resolver.syntax.depth
    return program
  }
}
