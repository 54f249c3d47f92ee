import PythonSyntax

/// Statements that contain blocks.
extension FunctionEmitter {
  /// Python bears 20 loops inside each other and 100 levels of indentation, readers fewer.
  static let deepestBlock = 6

  /// Adds a compound statement to the open block, as a function of its own where blocks are nested
  /// deeply. `outputs` are the variables it sets that are read behind it.
  func emitCompound(_ statement: PythonStatement, outputs: [String]) {
    guard blockDepth >= Self.deepestBlock else { return block.append(statement) }
    let inputs = statement.freeNames.filter { $0 == "self" || !context.localNames.contains($0) }
      .sorted()
    let name = context.outlinedName(beside: &names)
    var body = [statement]
    if !outputs.isEmpty {
      let values = outputs.map(PythonExpression.name)
      body.append(.returns(values.count == 1 ? values[0] : .tuple(values)))
    }
    context.outlined.append(
      .function(
        PythonFunction(name: name, parameters: inputs.map { .init($0) }, body: body)))
    let call = PythonExpression.call(
      .name(name), inputs.map(PythonExpression.name), keywords: [])
    block.append(
      outputs.isEmpty ? .expression(call) : .assign(outputs.map(PythonExpression.name), call))
  }
}

extension ModuleContext {
  /// A name for code that is moved out of a function with these local names.
  func outlinedName(beside names: inout NameScope) -> String {
    var name = globals.unique("inner")
    while names.contains(name) { name = globals.unique("inner") }
    names.reserve(name)
    localNames.reserve(name)
    return name
  }
}
