import Diagnostics
import Primitives
import Syntax

/// A name that stands for a value.
struct Variable {
  /// How the name came to be.
  enum Role: Hashable { case input, parameter, constant, local, argument, counter }

  let name: String
  let span: Span
  let role: Role
  var uses = 0
  /// Whether what it stands for has been reported.
  var isMalformed = false
}

/// A function as the source declares it.
struct FunctionDeclaration {
  let name: String
  let span: Span
  /// The function in whose body it is declared.
  let parent: FunctionDeclarationID?
  let isTopLevel: Bool
  var parameters: [VariableID] = []
  var annotations: [TypeAnnotation?] = []
  var body = ExpressionID(0)
  /// The variables declared inside it, its parameters included.
  var variables: Range<Int> = 0..<0
  var uses = 0
  /// Whether its body is being resolved.
  var isOpen = false
  /// Whether its parameters could not be read, so that nobody knows how it is to be called.
  var isMalformed = false
}

/// A type as written.
struct TypeAnnotation: Hashable {
  /// A length as written.
  enum Length: Hashable {
    case known(Int)
    /// A constant of the program.
    case constant(VariableID)
    /// An unknown; the same name is the same number.
    case named(String)
  }

  /// One length for `vec`, two for `mat`, none for `real`.
  let lengths: [Length]
  let span: Span
}

/// `(input name type)`
struct InputDeclaration {
  let variable: VariableID
  var annotation: TypeAnnotation?
}

/// `(parameter name value type constraint …)`
struct ParameterDeclaration {
  /// Where the initial value comes from.
  enum Initial {
    case expression(ExpressionID)
    case value(Value)
  }

  let variable: VariableID
  var initial: Initial
  let annotation: TypeAnnotation?
  let constraints: [Constraint]
}

/// `(define name value)`
struct ConstantDefinition {
  let variable: VariableID
  var value: ExpressionID
}

/// A whole program after resolution.
struct AbstractSyntax {
  var expressions: [Expression] = []
  var variables: [Variable] = []
  var functions: [FunctionDeclaration] = []
  var inputs: [InputDeclaration] = []
  var parameters: [ParameterDeclaration] = []
  /// Each after those it depends on.
  var constants: [ConstantDefinition] = []
  var result: ExpressionID?
  /// The function that is compiled in place of `result`.
  var entry: FunctionDeclarationID?
  /// How deep expressions nest.
  var depth = 0

  subscript(id: ExpressionID) -> Expression { expressions[Int(id.index)] }
  subscript(id: VariableID) -> Variable {
    get { variables[Int(id.index)] }
    set { variables[Int(id.index)] = newValue }
  }
  subscript(id: FunctionDeclarationID) -> FunctionDeclaration {
    get { functions[Int(id.index)] }
    set { functions[Int(id.index)] = newValue }
  }
}
