import BaselineBackend
import Diagnostics

extension AcceptedProgram {
  /// A kernel as JSON with its text or code behind it, or why there is none.
  func kernelAnswer(_ options: KernelOptions) -> Answer {
    do throws(KernelError) {
      return try kernel(options).answer
    } catch {
      return Answer(["failure": .string("value"), "message": .string(error.message)])
    }
  }
}

extension Kernel {
  /// The kernel with what its caller must know.
  fileprivate var answer: Answer {
    let document: JSONValue = [
      "symbol": .string(symbol),
      "inputs": .array(inputs.map(\.json)), "outputs": .array(outputs.map(\.json)),
      "sites": .array(
        sites.map { .array([.string($0.kind), .string($0.message), .integer($0.length)]) }),
      "recursive": .bool(isRecursive), "loops": .bool(hasLoops),
      "addresses": machineCode?.addresses ?? .null,
    ]
    if let machineCode { return Answer(document, code: machineCode.bytes) }
    return Answer(document, texts: [text])
  }
}

extension BaselineCode {
  /// Where addresses of functions go.
  fileprivate var addresses: JSONValue {
    .array(functions.map { .array([.string($0.symbol), .integer($0.offset)]) })
  }
}

extension Kernel.Slot {
  fileprivate var json: JSONValue {
    .array([.string(name), .array(lengths.map(JSONValue.integer))])
  }
}
