import IR

/// Which values carry an adjoint: they depend on what the program is differentiated by, and the
/// entry's results depend on them, both in a way that has a derivative.
struct Relevance {
  private let activity: Activity
  private let isUseful: [Bool]

  init(_ program: Program, wrt: [Int]) {
    activity = Activity(program, seeds: Set(wrt))
    isUseful = activity.nodesThatReachResults()
  }

  func callAsFunction(_ id: ValueID) -> Bool { activity(id) && isUseful[Int(id.index)] }

  /// Whether the result of a function at a position carries an adjoint.
  func isResultRelevant(_ function: FunctionID, _ position: Int) -> Bool {
    activity.isResultActive(function, position)
      && isUseful[activity.node(ofResult: position, of: function)]
  }
}
