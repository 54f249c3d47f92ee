/// A function of the kernel's own runtime, written in LLVM IR.
struct Helper {
  let name: String
  /// Other helpers that it calls.
  var requires: [Helper] = []
  /// Functions from outside that it calls.
  var declares: [String] = []
  let text: String

  /// What functions are that go over elements of all lanes. LLVM would write their loops out several
  /// times, which takes a tenth of the time that the code of a kernel takes, and gains nothing.
  static func attributes(_ unit: LaneType) -> String {
    unit.lanes > 1 ? "noinline nounwind optsize" : "noinline nounwind"
  }
}
