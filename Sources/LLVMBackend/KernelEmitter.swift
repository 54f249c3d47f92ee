import IR

/// Writes kernels: LLVM IR text that computes a program for many items.
package enum KernelEmitter {
  /// The symbol of every kernel.
  package static let symbol = "neuralc_kernel"

  /// The kernel of a program whose sizes are all known.
  package static func emit(_ program: Program, _ layout: KernelLayout) -> EmittedKernel {
    let module = ModuleContext(program, layout)
    let kernel = KernelBody(module)
    kernel.emit()
    var functions: [String] = []
    var next = 0
    while next < module.called.count {
      functions.append(FunctionBody(module, module.called[next]).emit())
      next += 1
    }
    // Last, since what the functions need of memory is released at its end.
    functions.append(kernel.wrapped())
    return EmittedKernel(
      text: module.preamble + functions.joined(), symbol: symbol, sites: module.sites,
      isRecursive: module.called.contains { module.calls.isRecursive($0) },
      frameSize: kernel.frameSize)
  }
}
