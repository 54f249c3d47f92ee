/// A Python statement, as a tree.
package enum PythonStatement: Sendable {
  case blank
  /// `# text`, one line for each line of the text.
  case comment(String)
  /// A string that documents what it stands in; its contents are escaped when printed.
  case docstring(String)
  case expression(PythonExpression)
  /// `targets = value`; more than one target unpacks a tuple.
  case assign([PythonExpression], PythonExpression)
  case returns(PythonExpression)
  case raise(PythonExpression)
  case breaks
  case pass
  /// `if condition: … else: …`; the second block may be empty.
  indirect case branch(PythonExpression, [PythonStatement], otherwise: [PythonStatement])
  indirect case whileLoop(PythonExpression, [PythonStatement])
  /// `for target in iterable: … else: …`; the second block may be empty.
  indirect case forLoop(
    PythonExpression, in: PythonExpression, [PythonStatement], otherwise: [PythonStatement])
  indirect case function(PythonFunction)
  /// Lines that are Python already.
  case verbatim(String)
}

/// `def name(parameters) -> result: body`
package struct PythonFunction: Sendable {
  package var name: String
  package var parameters: [Parameter]
  package var result: PythonExpression?
  package var body: [PythonStatement]

  /// One parameter of a function.
  package struct Parameter: Hashable, Sendable {
    package var name: String
    package var annotation: PythonExpression?
    package var standard: PythonExpression?

    package init(
      _ name: String, annotation: PythonExpression? = nil, standard: PythonExpression? = nil
    ) {
      self.name = name
      self.annotation = annotation
      self.standard = standard
    }
  }

  package init(
    name: String, parameters: [Parameter], result: PythonExpression? = nil, body: [PythonStatement]
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
  }
}

extension PythonStatement {
  /// `name = value`
  package static func assign(_ name: String, _ value: PythonExpression) -> PythonStatement {
    .assign([.name(name)], value)
  }
}
