import PythonSyntax

/// Statements that contain blocks.
extension FunctionEmitter {
  /// Adds a compound statement to the open block. `outputs` are the variables it sets that are read
  /// behind it.
  func emitCompound(_ statement: PythonStatement, outputs: [String]) {
    block.append(statement)
  }
}
