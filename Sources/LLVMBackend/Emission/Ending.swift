import IR

/// How the lanes of a region have ended that go different ways: some have yielded, some recur.
struct Ending {
  /// One kind of end.
  struct Exit {
    /// The lanes that end so.
    var mask: String
    /// Their values.
    var registers: [String]
  }
  var yield: Exit?
  var recur: Exit?
}

/// What the ends of a region are to give.
struct Targets {
  /// Of one kind of end.
  struct Values {
    var shapes: [Shape] = []
    /// The addresses for values in memory.
    var memory: [String?] = []

    /// The types of the registers, in order.
    func types(_ emitter: FunctionEmitter) -> [String] { shapes.flatMap(emitter.types) }
  }
  var yields = Values()
  var recurs = Values()
}

/// An edge of the control flow, with the registers that come along it.
struct Edge {
  let block: String
  let registers: [String]
}

/// What to do where a region ends with all its lanes; the block is open, and is closed here.
struct Sink {
  let targets: Targets
  /// The registers of the values; `nil` where the region cannot end so.
  var yield: (([String]) -> Void)?
  var recur: (([String]) -> Void)?
  /// The lanes whose values are put in memory by a `yield`; `nil` for all.
  var yieldMask: String?
  /// Some lanes have yielded and some recur.
  var split: ((Ending.Exit, Ending.Exit) -> Void)?
}
