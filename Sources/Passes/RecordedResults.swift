import IR
import Primitives
import Types

/// Costly results that the rounds of a reverse loop compute again become part of the state that is
/// recorded.
///
/// The state at the start of a round is extended by what the round will compute at a cost, such as
/// elementary functions: a round computes it for the next one, at its end, and the first is given it.
/// Recording, thinning and replaying stay what they are. What leads to those results is computed twice
/// as often in exchange, so it is done where that is less.
package enum RecordedResults {
  /// Does so in all loops whose tape is read by one reverse loop; whether anything has changed.
  package static func record(in program: inout Program) -> Bool {
    guard program.hasControlFlow else { return false }
    let sources = TapeLinks(program).sources
    guard !sources.isEmpty else { return false }
    let failures = FailureAnalysis(program)
    let constants = program.constantNumbers
    let sites = program.sitesOfLoops
    var hasChanged = false
    for (reader, source) in sources.sorted(by: { $0.key.index < $1.key.index }) {
      guard let loop = sites[source], let reverse = sites[reader],
        let pair = LoopPair(program, recordedOn: source, in: loop, readFrom: reader, in: reverse)
      else { continue }
      let plan = RecordingPlan(program, pair, failures, constants)
      guard plan.isWorthIt else { continue }
      plan.apply(to: &program)
      hasChanged = true
    }
    return hasChanged
  }
}

/// A recorded loop and the reverse loop that reads its tape.
struct LoopPair {
  /// Where the loop stands.
  let (loopRegion, loopPosition): (RegionID, Int)
  /// The body of the loop, and what its parameters start as.
  let body: RegionID
  let initial: ValueList
  /// The positions of the recorded variables among the parameters of the body.
  let recorded: [Int]
  let replay: RegionID
  let reverse: RegionID

  init?(
    _ program: Program, recordedOn source: ValueID, in loopRegion: RegionID,
    readFrom tape: ValueID, in readerRegion: RegionID
  ) {
    let loop = program[loopRegion].bindings.firstIndex { $0.results.last == source }
    let reader = program[readerRegion].bindings.firstIndex {
      if case .reverseLoop(tape, _, _, _) = $0.operation { true } else { false }
    }
    guard let loop, let reader,
      case .recordedLoop(let initial, let body, let recorded) =
        program[loopRegion].bindings[loop].operation,
      case .reverseLoop(_, _, let replay, let reverse) =
        program[readerRegion].bindings[reader].operation
    else { return nil }
    (self.loopRegion, loopPosition) = (loopRegion, loop)
    self.body = body
    self.initial = initial
    self.recorded = recorded
    self.replay = replay
    self.reverse = reverse
  }
}

extension Program {
  /// The regions that recorded loops and reverse loops stand in, by the tape that they give or read.
  fileprivate var sitesOfLoops: [ValueID: RegionID] {
    var sites: [ValueID: RegionID] = [:]
    for (index, region) in regions.enumerated() {
      for binding in region.bindings {
        switch binding.operation {
        case .recordedLoop: if let tape = binding.results.last { sites[tape] = RegionID(index) }
        case .reverseLoop(let tape, _, _, _): sites[tape] = RegionID(index)
        default: break
        }
      }
    }
    return sites
  }
}
