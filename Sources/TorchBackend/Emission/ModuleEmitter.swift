import IR
import Primitives
import PythonSyntax
import Types

/// Writes the whole file.
struct ModuleEmitter {
  let context: ModuleContext
  let source: SourceInfo
  let className: String
  let inputs: [TorchModule.Variable]
  let parameters: [TorchModule.Variable]

  var program: Program { context.program }

  /// The file.
  func emit() -> TorchModule.Parts {
    var functions: [PythonStatement] = []
    for function in context.callGraph.order {
      guard let name = context.functionNames[function] else { continue }
      functions += [
        .blank, .blank, .function(FunctionEmitter.emit(function, named: name, context)),
      ]
    }
    var forward = PythonStatement.function(
      FunctionEmitter.emitForward(context, inputs: inputs, parameters: parameters))
    let initializer = initializer()
    var definitions = context.outlined.flatMap { [.blank, .blank, $0] } + functions
    var names: Set<String> = []
    for statement in definitions + initializer + [forward] { statement.collectReads(&names) }
    let renaming = renamedHelpers(names)
    if !renaming.isEmpty {
      func renamed(_ statement: PythonStatement) -> PythonStatement {
        statement.mapExpressions { $0.renamingCalls(renaming) }
      }
      definitions = definitions.map(renamed)
      forward = renamed(forward)
    }
    return TorchModule.Parts(
      header: ModuleHeader(
        className: className, source: source, inputs: inputs, parameters: parameters,
        results: program[program.entry].results, sizeNames: program.sizeNames,
        imports: PythonPrinter.text(of: imports(for: names))),
      definitions: PythonPrinter.text(
        of: limits(for: names) + helpers(for: names, renaming) + definitions),
      classHead: PythonPrinter.text(
        of: [.blank, .blank, .verbatim("class \(className)(nn.Module):")])
        + PythonPrinter.text(of: initializer, indent: Document.indentation),
      forward: PythonPrinter.text(of: [forward], indent: Document.indentation))
  }

  /// The imports of code that reads these names.
  private func imports(for names: Set<String>) -> [PythonStatement] {
    var modules: [PythonStatement] = []
    if names.contains("math") { modules.append(.verbatim("import math")) }
    if names.contains(RuntimeHelper.deepen.name) { modules.append(.verbatim("import sys")) }
    if !modules.isEmpty { modules.append(.blank) }
    return modules + [.verbatim("import torch"), .verbatim("from torch import Tensor, nn")]
  }

  /// The limits that code reads.
  private func limits(for names: Set<String>) -> [PythonStatement] {
    let limits = [
      (context.iterationLimitName, program.maximumIterations),
      (context.depthLimitName, program.maximumDepth),
    ].filter { names.contains($0.0) }
    return (limits.isEmpty ? [] : [.blank]) + limits.map { .assign($0, .int($1)) }
  }

  /// Helpers, under names of their own where an input has theirs.
  private func helpers(for names: Set<String>, _ renaming: [String: String]) -> [PythonStatement] {
    context.helpers(for: names).flatMap { helper -> [PythonStatement] in
      let source = renaming.reduce(helper.source) { $0.renamingCalls(of: $1.key, to: $1.value) }
      return [.blank, .blank, .verbatim(source)]
    }
  }

  /// New names for helpers that an input is called like.
  private func renamedHelpers(_ names: Set<String>) -> [String: String] {
    let taken = Set(inputs.map(\.pythonName))
    var renaming: [String: String] = [:]
    for helper in context.helpers(for: names) where taken.contains(helper.name) {
      renaming[helper.name] = context.globals.unique(helper.name)
    }
    return renaming
  }

  /// `def __init__(self): …`, where there is something to initialise.
  private func initializer() -> [PythonStatement] {
    guard !parameters.isEmpty else { return [] }
    var body: [PythonStatement] = [.expression(PythonExpression.call("super").method("__init__"))]
    for (variable, parameter) in zip(parameters, program.parameters) {
      let tensor = PythonExpression.call("torch.tensor", literal(parameter.initial))
      body.append(
        .assign(
          [.attribute(.name("self"), variable.pythonName)], .call("nn.Parameter", tensor)))
    }
    let function = PythonFunction(name: "__init__", parameters: [.init("self")], body: body)
    return [.function(function), .blank]
  }

  private func literal(_ value: Value) -> PythonExpression {
    switch value {
    case .real(let number): return .float(number)
    case .vec(let elements): return .list(elements.map(PythonExpression.float))
    case .mat(let rows, let columns, let elements):
      return .list(
        (0..<rows).map { row in
          .list(elements[row * columns..<(row + 1) * columns].map(PythonExpression.float))
        })
    }
  }
}
