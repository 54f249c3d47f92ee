import Analysis
import Diagnostics
import IR
import PythonSyntax
import Types

/// The PyTorch back end.
package enum TorchEmitter {
  /// The program as a Python file with one `nn.Module`.
  package static func emit(_ program: Program, source: SourceInfo) -> TorchModule {
    var program = program
    var callGraph = CallGraph(of: program)
    if program.hasControlFlow {
      program = prepared(program, callGraph.order)
      callGraph = CallGraph(of: program)
    }
    let interface = TorchInterface(of: program, fileName: source.fileName)
    let context = ModuleContext(
      program: program, callGraph: callGraph,
      source: source,
      fixedNames: Set(interface.inputs.map(\.pythonName) + [interface.className]))
    let emitter = ModuleEmitter(
      context: context, source: source, className: interface.className,
      inputs: interface.inputs, parameters: interface.parameters)
    return TorchModule(
      parts: emitter.emit(), className: interface.className, inputs: interface.inputs,
      parameters: interface.parameters,
      hasDataDependentControl: context.effects.hasDataDependentControl)
  }

  /// The program with loops and branches in the form that is written best.
  private static func prepared(_ program: Program, _ functions: [FunctionID]) -> Program {
    var program = Invariants.apply(to: program, functions: functions)
    program = LoopExits.apply(to: program, functions: functions)
    return Sinking.apply(to: program, functions: functions)
  }
}
