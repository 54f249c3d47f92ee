import Primitives
import PythonSyntax

/// What the reference says about one primitive.
package struct PrimitiveSection {
  private let primitive: Primitive

  package init(_ primitive: Primitive) { self.primitive = primitive }

  /// The section as Markdown, under its heading.
  package var text: String {
    """
    \(primitive.summary)

    ```text
    \(primitive.signatureDescriptions.joined(separator: "\n"))
    ```

    \(items.map { "- \($0.0): \($0.1)" }.joined(separator: "\n"))

    """
  }

  /// Labels and what goes with them.
  private var items: [(String, String)] {
    var items: [(String, String)] = []
    if !primitive.aliases.isEmpty {
      items.append(("Also called", primitive.aliases.map { "`\($0)`" }.joined(separator: ", ")))
    }
    items.append(("Defined", primitive.domain))
    items.append(("Derivative", derivative))
    if !specialPoints.isEmpty {
      items.append(("Special values", specialPoints.joined(separator: ", ")))
    }
    items.append(("In PyTorch", python))
    return items
  }

  // MARK: Derivative

  private var derivative: String {
    switch primitive.derivative {
    case .partials(let partials) where partials.count == 1: "`\(partials[0])`"
    case .partials(let partials): partials.enumerated().map(partial).joined(separator: ", ")
    case .pushforward(let formula, _): "the tangent of the result is `\(formula)`"
    case .variadicPushforward(let formula, _):
      "for two operands, the tangent of the result is `\(formula(2))`"
    case .multilinear(.jointly, _): "linear: the same operation of the tangents"
    case .multilinear(.each(let operands), _):
      "linear in \(operands.map { "`\(name($0))`" }.joined(separator: " and in "))"
    case .zero(let reason): "0, \(reason)"
    }
  }

  private func partial(_ index: Int, _ formula: Formula) -> String {
    "`\(formula)` by `\(name(index))`"
  }

  private func name(_ operand: Int) -> String {
    operand < 3 ? ["x", "y", "z"][operand] : "x\(operand)"
  }

  // MARK: Values

  /// Calls of the primitive where its value has a rule of its own.
  private var specialPoints: [String] {
    primitive.sampleCases.filter { !$0.isRegular }.compactMap { sample in
      guard
        let value = try? primitive.evaluation.apply(sample.operands, attributes: sample.attributes)
      else { return nil }
      // Rounded results would differ between mathematical libraries, and with them this page.
      guard value.elements.allSatisfy({ Self.describe($0).utf8.count <= 8 }) else { return nil }
      let operands = sample.operands.map(Self.describe) + sample.attributes.map(String.init)
      let call = ([primitive.name] + operands).joined(separator: " ")
      return "`(\(call))` = `\(Self.describe(value))`"
    }
  }

  /// A value as the language writes it.
  private static func describe(_ value: Value) -> String {
    switch value {
    case .real(let number): return describe(number)
    case .vec(let elements): return row(elements)
    case .mat(_, let columns, let elements):
      let rows = stride(from: 0, to: elements.count, by: max(columns, 1)).map {
        row(Array(elements[$0..<$0 + columns]))
      }
      return "[" + rows.joined(separator: " ") + "]"
    }
  }

  private static func row(_ elements: [Double]) -> String {
    "[" + elements.map(describe).joined(separator: " ") + "]"
  }

  private static func describe(_ number: Double) -> String {
    number == 0 && number.sign == .minus ? "-0.0" : Formula.constant(number).description
  }

  // MARK: PyTorch

  /// The expression for tensors of the shapes of the first sample.
  private var python: String {
    guard let sample = primitive.sampleCases.first else {
      preconditionFailure("neuralc bug: \(primitive.name) has no samples, please report it")
    }
    let operands = sample.operands.enumerated().map { position, value in
      TorchOperand(
        expression: .name(name(position)), tensor: .name(name(position)), rank: value.shape.count,
        constant: nil, sizes: value.shape.map(PythonExpression.int))
    }
    let result = try? primitive.evaluation.apply(sample.operands, attributes: sample.attributes)
    let call = TorchCall(
      operands: operands, attributes: sample.attributes,
      resultSizes: result?.shape.map(PythonExpression.int) ?? [], placement: [])
    let expression = PythonPrinter.text(of: expression(call))
    let helpers = primitive.torch.helpers(for: call).map { "`\($0.name)`" }
    let code = "`\(expression)`"
    return helpers.isEmpty ? code : code + " with the helper \(helpers.joined(separator: ", "))"
  }

  private func expression(_ call: TorchCall) -> PythonExpression {
    let operands = call.operands.map(\.tensor)
    return switch primitive.torch.form {
    case .infix(let sign): .infix(operands[0], sign, operands[1])
    case .prefix(let sign): .prefix(sign, operands[0])
    case .function(let path), .functionOfNumbers(let path):
      .call(.dotted(path), operands, keywords: [])
    case .custom(let write), .integer(let write): write(call)
    }
  }
}
