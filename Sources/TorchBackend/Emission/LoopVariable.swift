import IR
import PythonSyntax

/// A variable of a loop.
struct LoopVariable {
  let name: String
  let isHost: Bool
  let rank: Int
}

/// Variables of loops.
extension FunctionEmitter {
  /// Gives the variables of a loop that its body reads their names and first values.
  func startLoop(_ initial: ValueList, _ body: RegionID, skipping skipped: Int? = nil)
    -> [LoopVariable?]
  {
    var targets: [String] = []
    var values: [PythonExpression] = []
    let variables = zip(program[body].parameters, initial).enumerated().map {
      position, pair -> LoopVariable? in
      let (parameter, start) = pair
      guard context.uses[parameter] > 0, position != skipped else { return nil }
      let isHost = context.time.isHost(parameter)
      let name = names.unique(for: program[parameter].name ?? Self.temporary)
      targets.append(name)
      values.append(joined(operand(start), isHost: isHost).expression)
      return LoopVariable(name: name, isHost: isHost, rank: program[parameter].type.rank)
    }
    if !targets.isEmpty { block += assignment(targets, values) }
    hold(variables, body)
    return variables
  }

  /// Holds the parameters of a loop's body in its variables.
  func hold(_ variables: [LoopVariable?], _ body: RegionID) {
    for (parameter, variable) in zip(program[body].parameters, variables) {
      guard let variable else { continue }
      environment[parameter] = Operand(
        expression: .name(variable.name), form: variable.isHost ? .host(HostNumber()) : .tensor,
        rank: variable.rank, level: variable.isHost ? 0 : axes.count)
    }
  }

  /// Gives the variables their values for the next round, all at once.
  func update(_ variables: [LoopVariable?], with values: [Operand]) -> [PythonStatement] {
    var targets: [String] = []
    var expressions: [PythonExpression] = []
    for (variable, value) in zip(variables, values) {
      guard let variable else { continue }
      let expression = joined(value, isHost: variable.isHost).expression
      guard expression != .name(variable.name) else { continue }
      targets.append(variable.name)
      expressions.append(expression)
    }
    return targets.isEmpty ? [] : assignment(targets, expressions)
  }
}
