import DeepStack
import Diagnostics
import TorchBackend

extension AcceptedProgram {
  /// What the module of the program is called and takes.
  package func torchInterface() -> TorchInterface {
    TorchInterface(of: program, fileName: source.name)
  }

  /// The program as a Python module for PyTorch.
  package func torchModule() -> TorchModule {
    let program = optimized()
    let information = SourceInfo(
      text: source.bytes, fileName: source.name, compilerVersion: Compiler.version)
    return DeepStack.run(depth: program.nesting) {
      TorchEmitter.emit(program, source: information)
    }
  }
}
