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
    let inputs = program.inputs.map {
      TorchModule.Variable(
        name: $0.name, pythonName: PythonName.sanitise($0.name), type: $0.type)
    }
    var attributes = NameScope(reserved: ModuleAttributes.reserved)
    let parameters = program.parameters.map {
      TorchModule.Variable(
        name: $0.name, pythonName: ModuleAttributes.name(for: $0.name, &attributes), type: $0.type)
    }
    let className = ClassName.name(for: source.fileName)
    let context = ModuleContext(
      program: program, callGraph: callGraph,
      source: source,
      fixedNames: Set(inputs.map(\.pythonName) + [className]))
    let emitter = ModuleEmitter(
      context: context, source: source, className: className, inputs: inputs,
      parameters: parameters)
    return TorchModule(
      parts: emitter.emit(), className: className, inputs: inputs, parameters: parameters,
      hasDataDependentControl: context.effects.hasDataDependentControl)
  }

  /// The program with loops and branches in the form that is written best.
  private static func prepared(_ program: Program, _ functions: [FunctionID]) -> Program {
    var program = Invariants.apply(to: program, functions: functions)
    program = LoopExits.apply(to: program, functions: functions)
    return Sinking.apply(to: program, functions: functions)
  }
}
