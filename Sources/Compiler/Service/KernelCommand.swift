import Diagnostics

extension AcceptedProgram {
  /// A kernel as JSON, or why there is none.
  func kernelJSON(_ options: KernelOptions) -> JSONValue {
    do throws(KernelError) {
      return try kernel(options).json
    } catch {
      return ["failure": .string("value"), "message": .string(error.message)]
    }
  }
}

extension Kernel {
  /// The kernel with what its caller must know.
  fileprivate var json: JSONValue {
    [
      "llvm": .string(text), "symbol": .string(symbol),
      "inputs": .array(inputs.map(\.json)), "outputs": .array(outputs.map(\.json)),
      "sites": .array(
        sites.map { .array([.string($0.kind), .string($0.message), .integer($0.length)]) }),
      "recursive": .bool(isRecursive), "loops": .bool(hasLoops),
    ]
  }
}

extension Kernel.Slot {
  fileprivate var json: JSONValue {
    .array([.string(name), .array(lengths.map(JSONValue.integer))])
  }
}
