import IR

extension Operation {
  /// The end of an analysis or emission that has met reverse code: modules leave that to autograd.
  func isNeverInModules() -> Never {
    preconditionFailure("neuralc bug: only native kernels have tapes, please report it")
  }
}
