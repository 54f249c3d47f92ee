import Primitives

/// A kernel's LLVM IR as a file that can be linked with others.
package struct KernelText: Sendable {
  /// The text of the kernel.
  package let text: String
  /// The symbol of its function there.
  package let symbol: String

  package init(text: String, symbol: String) {
    self.text = text
    self.symbol = symbol
  }

  /// The text with the symbol renamed and hidden, and with the elementary functions it calls defined
  /// inside, lane by lane, by those of C's mathematical library. With `checksMemory`, every access to
  /// memory is one that AddressSanitizer looks at.
  package func standalone(as name: String, checksMemory: Bool = false) -> String {
    var lines: [Substring] = []
    var definitions = ""
    var declared: Set<String> = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("declare"), let call = ElementaryCall(declaration: line) {
        definitions += call.definition(declaring: &declared)
      } else if line.hasPrefix("define"), line.hasSuffix("{") {
        var head = String(line)
        if let range = head.firstRange(of: "@\(symbol)(") {
          head.replaceSubrange(range, with: "@\(name)(")
          head = "define hidden" + visible(head.dropFirst("define".count))
        }
        lines.append(checksMemory ? "\(head.dropLast())sanitize_address {" : Substring(head))
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n") + definitions
  }

  /// The rest of a definition without a visibility of its own.
  private func visible(_ rest: Substring) -> String {
    for word in [" dso_local", " default", " hidden"] where rest.hasPrefix(word) {
      return visible(rest.dropFirst(word.count))
    }
    return String(rest)
  }
}

/// An elementary function that a kernel declares: `neuralc_sin_f64x8`.
private struct ElementaryCall {
  let function: ElementaryFunction
  let isDouble: Bool
  let lanes: Int

  /// `nil` where a line declares something else.
  init?(declaration: Substring) {
    guard let start = declaration.firstRange(of: "@neuralc_")?.upperBound,
      let end = declaration[start...].firstIndex(of: "(")
    else { return nil }
    let parts = declaration[start..<end].split(separator: "_")
    guard parts.count == 2, let function = ElementaryFunction(rawValue: String(parts[0])) else {
      return nil
    }
    let suffix = parts[1].split(separator: "x")
    guard suffix.count == 2, suffix[0] == "f64" || suffix[0] == "f32", let lanes = Int(suffix[1])
    else { return nil }
    self.function = function
    isDouble = suffix[0] == "f64"
    self.lanes = lanes
  }

  private var scalar: String { isDouble ? "double" : "float" }
  private var type: String { lanes == 1 ? scalar : "<\(lanes) x \(scalar)>" }

  /// The function in LLVM IR, and the declaration of the one that it calls for each lane.
  func definition(declaring declared: inout Set<String>) -> String {
    let external = "@\(function.name)\(isDouble ? "" : "f")"
    let count = function.operandCount
    let scalars = Array(repeating: scalar, count: count).joined(separator: ", ")
    var text = ""
    if declared.insert(external).inserted {
      text += "\ndeclare \(scalar) \(external)(\(scalars)) nounwind memory(none)\n"
    }
    let parameters = (0..<count).map { "\(type) %x\($0)" }.joined(separator: ", ")
    let suffix = "\(isDouble ? "f64" : "f32")x\(lanes)"
    text += "\ndefine internal \(type) @neuralc_\(function.name)_\(suffix)(\(parameters)) "
    text += "nounwind memory(none) {\n"
    if lanes == 1 {
      let arguments = (0..<count).map { "\(scalar) %x\($0)" }.joined(separator: ", ")
      return text + "  %y = call \(scalar) \(external)(\(arguments))\n  ret \(scalar) %y\n}\n"
    }
    var result = "poison"
    for lane in 0..<lanes {
      var arguments: [String] = []
      for operand in 0..<count {
        text += "  %x\(operand).\(lane) = extractelement \(type) %x\(operand), i64 \(lane)\n"
        arguments.append("\(scalar) %x\(operand).\(lane)")
      }
      let call = "call \(scalar) \(external)(\(arguments.joined(separator: ", ")))"
      text += "  %y.\(lane) = \(call)\n"
      text += "  %r.\(lane) = insertelement \(type) \(result), \(scalar) %y.\(lane), i64 \(lane)\n"
      result = "%r.\(lane)"
    }
    return text + "  ret \(type) \(result)\n}\n"
  }
}
