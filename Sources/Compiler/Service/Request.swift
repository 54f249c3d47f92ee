import Diagnostics
import Elaboration
import Evaluation
import Primitives

/// A call from another language: a command, a text, and options as records.
package struct Request: Sendable {
  let command: Command
  let source: SourceFile
  private(set) var options = ElaborationOptions()
  /// Values for inputs, in the order given.
  private(set) var arguments: [NamedValue] = []
  /// What to make, of which name, or up to where: the meaning depends on the command.
  private(set) var subject: String?
  /// What a kernel is to compute.
  private(set) var kernel = KernelOptions()
  /// Whether the caller has lost interest in an evaluation.
  let isInterrupted: Interruption?

  /// Reads a request. The numbers are the elements of all `value` and `parameter` records, in order.
  package init(
    command: String, source bytes: [UInt8], options records: [UInt8], numbers: [Double],
    isInterrupted: Interruption? = nil
  ) throws(RequestError) {
    guard let command = Command(rawValue: command) else {
      throw .malformed("there is no command `\(command)`")
    }
    self.command = command
    self.isInterrupted = isInterrupted
    var name = "<string>"
    var reader = OptionReader(records, numbers: numbers)
    while let option = try reader.next() {
      switch option {
      case .file(let file): name = file
      case .input(let input): options.inputs.append(input)
      case .parameter(let parameter): options.parameters.append(parameter)
      case .entry(let entry): options.entry = entry
      case .iterations(let limit): options.maximumIterations = limit
      case .depth(let limit): options.maximumDepth = limit
      case .value(let argument): arguments.append(argument)
      case .subject(let text): subject = text
      case .mode(let mode): kernel.mode = mode
      case .elementType(let type): kernel.elementType = type
      case .lanes(let lanes): kernel.lanes = lanes
      case .width(let width): kernel.width = width
      case .derivatives(let derivatives): kernel.derivatives = derivatives
      case .placement(let placement): kernel.placement = placement
      case .wrt(let positions): kernel.wrt = positions
      case .baseline(let functions): kernel.baselineFunctions = functions
      case .size(let name, let length): kernel.sizes[name] = length
      }
    }
    source = SourceFile(name: name, bytes: bytes)
  }

  /// What becomes of the text.
  package func compilation() -> Compilation { Compiler.compile(source, options: options) }

  /// Whether another request is about the same program, to the bit.
  package func isAboutSameProgram(as other: Request) -> Bool {
    source.name == other.source.name && source.bytes == other.source.bytes
      && options.isIdentical(to: other.options)
  }

  /// How many bytes the text has.
  package var length: Int { source.bytes.count }
}

extension ElaborationOptions {
  /// Whether all is the same to the bit: zeros have signs, and a NaN is itself.
  fileprivate func isIdentical(to other: ElaborationOptions) -> Bool {
    inputs == other.inputs && entry == other.entry
      && maximumIterations == other.maximumIterations && maximumDepth == other.maximumDepth
      && parameters.elementsEqual(other.parameters) { first, second in
        first.name == second.name && first.initial.shape == second.initial.shape
          && first.initial.elements.elementsEqual(second.initial.elements) {
            $0.bitPattern == $1.bitPattern
          }
      }
  }
}

/// A request that no shell of ours would send.
package enum RequestError: Error, Hashable, Sendable {
  case malformed(String)

  /// A sentence for the author of the shell.
  package var message: String {
    switch self {
    case .malformed(let reason): "malformed request: \(reason)"
    }
  }
}
