import IR

/// Writes kernels: LLVM IR text that computes a program for many items.
package enum KernelEmitter {
  /// The symbol of every kernel.
  package static let symbol = "neuralc_kernel"

  /// The kernel of a program whose sizes are all known. It gives up where `check` finds something.
  package static func emit(
    _ program: Program, _ layout: KernelLayout, check: ResultCheck = .none
  ) -> EmittedKernel {
    let module = ModuleContext(program, layout)
    let kernel = KernelBody(module, check)
    kernel.emit()
    var functions: [String] = []
    var loopCount = kernel.loopCount
    var next = 0
    while next < module.called.count {
      let function = FunctionBody(module, module.called[next])
      functions.append(function.emit())
      loopCount += function.loopCount
      next += 1
    }
    // Last, since what the functions need of memory is released at its end.
    functions.append(kernel.wrapped())
    return EmittedKernel(
      text: module.preamble + functions.joined(), symbol: symbol, sites: module.sites,
      isRecursive: module.called.contains { module.calls.isRecursive($0) },
      hasLoops: loopCount > 1, frameSize: kernel.frameSize)
  }
}
