import IR
import PythonSyntax

/// What a module is called and what it takes.
package struct TorchInterface: Sendable {
  /// The name of the module's class.
  package let className: String
  /// The arguments of `forward`, in order.
  package let inputs: [TorchModule.Variable]
  /// The trainable constants; the Python name is that of the attribute.
  package let parameters: [TorchModule.Variable]

  /// That of a program from a file; passes change nothing of it.
  package init(of program: Program, fileName: String) {
    className = ClassName.name(for: fileName)
    inputs = program.inputs.map {
      TorchModule.Variable(
        name: $0.name, pythonName: PythonName.sanitise($0.name), type: $0.type)
    }
    var attributes = NameScope(reserved: ModuleAttributes.reserved)
    parameters = program.parameters.map {
      TorchModule.Variable(
        name: $0.name, pythonName: ModuleAttributes.name(for: $0.name, &attributes), type: $0.type)
    }
  }
}
