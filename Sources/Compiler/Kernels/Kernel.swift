import BaselineBackend
import LLVMBackend

/// A native kernel as LLVM IR or machine code, with what its caller must know.
package struct Kernel: Sendable {
  /// An input or output.
  package struct Slot: Hashable, Sendable {
    package let name: String
    /// The lengths of its dimensions.
    package let lengths: [Int]
  }

  /// An error that the kernel can end with.
  package struct Failure: Hashable, Sendable {
    /// The class of Python's exception.
    package let kind: String
    /// `{}` stands for the number that the kernel reports.
    package let message: String
    /// The length that an index did not fit in; else 0.
    package let length: Int
  }

  /// LLVM IR; empty where there is machine code.
  package let text: String
  /// What was made without LLVM.
  package let machineCode: BaselineCode?
  package let symbol: String
  package let inputs: [Slot]
  package let outputs: [Slot]
  package let sites: [Failure]
  /// Whether functions call themselves, so that a limit of the stack matters.
  package let isRecursive: Bool
  /// Whether an item goes round in loops.
  package let hasLoops: Bool
  /// Whether it can end with a status that says that careful derivatives must be asked for.
  package let isUncertain: Bool
}

/// Why there is no kernel for some options.
package enum KernelError: Error, Hashable, Sendable {
  case noSuchVariable(position: Int, count: Int)
  case unsupportedLanes(Int)
  case unknownSize(String)
  case missingSize(String)
  case wrongSize(String)
  case wrongPlacement(count: Int)
  case tooLarge(name: String)
  case tooMuchMemory(bytes: Int)

  /// A sentence for the user.
  package var message: String {
    switch self {
    case .noSuchVariable(let position, let count):
      "there is no variable \(position): the program has \(count)"
    case .unsupportedLanes(let lanes): "a kernel has 1, 2, 4, 8, 16 or 32 lanes, not \(lanes)"
    case .unknownSize(let name): "no input or parameter has the size `\(name)`"
    case .missingSize(let name): "the size `\(name)` is missing"
    case .wrongSize(let message): message
    case .wrongPlacement(let count): "the kernel has \(count) inputs and outputs to place"
    case .tooLarge(let name): "`\(name)` has more numbers than a value may have"
    case .tooMuchMemory(let bytes): "a kernel for these sizes needs \(bytes) bytes of memory"
    }
  }
}
