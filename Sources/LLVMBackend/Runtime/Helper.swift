/// A function of the kernel's own runtime, written in LLVM IR.
struct Helper {
  let name: String
  /// Other helpers that it calls.
  var requires: [Helper] = []
  /// Functions from outside that it calls.
  var declares: [String] = []
  let text: String
}
