import PythonSyntax

/// How a primitive is written in Python with PyTorch.
package struct TorchEmission: Sendable {
  package let form: Form
  /// What the operands must be, but for those in `exceptions`.
  package let operands: Representation
  /// Operands (counted from 0) that are held otherwise: the mask of `select`.
  package let exceptions: [Int: Representation]
  /// What the expression gives.
  package let result: Representation
  /// Functions that the expression may call; `helpers(for:)` says which one use really calls.
  package let helpers: [PythonHelper]
  /// The same value, with operands that are cut off from the gradient where their derivatives are
  /// infinite; `nil` where it cannot be written so.
  private let guarded: (@Sendable (TorchCall) -> PythonExpression)?

  package init(
    _ form: Form, operands: Representation = .real, exceptions: [Int: Representation] = [:],
    result: Representation = .real, helpers: [PythonHelper] = [],
    guarded: (@Sendable (TorchCall) -> PythonExpression)? = nil
  ) {
    self.form = form
    self.guarded = guarded
    self.operands = operands
    self.exceptions = exceptions
    self.result = result
    self.helpers = helpers
  }

  /// Whether operands can be cut off where derivatives are infinite.
  package var isGuardable: Bool { guarded != nil }

  /// The emission that does so.
  package var whereGuarded: TorchEmission {
    guard let guarded else { return self }
    return TorchEmission(
      .custom(guarded), operands: operands, exceptions: exceptions, result: result,
      helpers: helpers)
  }

  /// What operand `index` (counted from 0) must be.
  package func representation(ofOperand index: Int) -> Representation {
    exceptions[index] ?? operands
  }

  /// How truth is held: as a number (any tensor dtype) or as a boolean mask.
  package enum Representation: Hashable, Sendable { case real, mask }

  /// The syntax of the expression. Elementwise operands arrive aligned: a scalar beside a vector
  /// has already been given the dimensions that it is broadcast along.
  package enum Form: Sendable {
    /// `a + b`: Python numbers are allowed on either side.
    case infix(PythonExpression.Operator)
    /// `-a`
    case prefix(PythonExpression.Operator)
    /// `path(a, b)`; every operand must be a tensor.
    case function(String)
    /// `path(a, 2)`; all operands but the first may be Python numbers.
    case functionOfNumbers(String)
    /// Any expression of the operands.
    case custom(@Sendable (TorchCall) -> PythonExpression)
    /// A Python integer that depends on the shapes of the operands alone.
    case integer(@Sendable (TorchCall) -> PythonExpression)
  }
}

/// One use of a primitive, as its emission sees it.
package struct TorchCall {
  package let operands: [TorchOperand]
  /// The static operands.
  package let attributes: [Int]
  /// Lengths of the result's own dimensions, as Python expressions.
  package let resultSizes: [PythonExpression]
  /// `dtype=…, device=…` for tensors that are made from nothing.
  package let placement: [PythonExpression.Keyword]

  package init(
    operands: [TorchOperand], attributes: [Int], resultSizes: [PythonExpression],
    placement: [PythonExpression.Keyword]
  ) {
    self.operands = operands
    self.attributes = attributes
    self.resultSizes = resultSizes
    self.placement = placement
  }

  /// Operand `index` as a tensor, also where it is a constant.
  package func tensor(_ index: Int) -> PythonExpression { operands[index].tensor }
}

/// One operand of such a use.
package struct TorchOperand: Sendable {
  /// The operand as written: a Python number where it is constant, else a tensor.
  package let expression: PythonExpression
  /// The operand as a tensor in any case.
  package let tensor: PythonExpression
  /// 0 for a scalar, 1 for a vector, 2 for a matrix, beside the batch.
  package let rank: Int
  /// The number, where the operand is a constant real.
  package let constant: Double?
  /// Lengths of the operand's own dimensions, as Python expressions.
  package let sizes: [PythonExpression]

  /// Whether it is a number that PyTorch takes beside tensors of any dtype.
  package var isNumber: Bool { constant.map(PythonLiteral.fitsFloat32) ?? false }

  package init(
    expression: PythonExpression, tensor: PythonExpression, rank: Int, constant: Double?,
    sizes: [PythonExpression]
  ) {
    self.expression = expression
    self.tensor = tensor
    self.rank = rank
    self.constant = constant
    self.sizes = sizes
  }
}

/// A Python function that generated modules define when they need it.
package struct PythonHelper: Hashable, Sendable {
  package let name: String
  /// The whole `def`, with docstring, without trailing blank lines.
  package let source: String
  /// Helpers that this one calls.
  package let requires: [PythonHelper]

  package init(_ name: String, requires: [PythonHelper] = [], source: String) {
    self.name = name
    self.requires = requires
    self.source = source
  }
}
