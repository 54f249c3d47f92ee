import Analysis
import IR

/// The part of a loop's body that every round runs before it is decided who leaves: regions that
/// end in a branch between leaving and going on, one after the other.
struct LoopSpine {
  /// How a region ends, with all the regions it ends in.
  enum Outcome { case exit, recur, mixed }

  /// The outcome of every region at the end of the body.
  private var outcomes: [RegionID: Outcome] = [:]
  /// The regions that every active element runs, in order.
  private(set) var regions: [RegionID] = []
  /// The only exit, where there is one.
  private(set) var exit: RegionID?

  init(of program: Program, body: RegionID) {
    for region in program.tailRegions(of: body).reversed() {
      switch program[region].terminator {
      case .yield: outcomes[region] = .exit
      case .recur: outcomes[region] = .recur
      case .branch(_, let then, let otherwise):
        outcomes[region] = self[then] == self[otherwise] ? self[then] : .mixed
      }
    }
    findRegions(of: program, body)
  }

  subscript(region: RegionID) -> Outcome { outcomes[region] ?? .mixed }

  /// Follows the branches of which one side leaves or one side goes on for good.
  private mutating func findRegions(of program: Program, _ body: RegionID) {
    var region = body
    var exits: [RegionID] = []
    while self[region] == .mixed {
      regions.append(region)
      guard case .branch(_, let then, let otherwise) = program[region].terminator else { break }
      let next: RegionID
      switch (self[then], self[otherwise]) {
      case (.exit, _): (exits, next) = (exits + [then], otherwise)
      case (_, .exit): (exits, next) = (exits + [otherwise], then)
      default: return
      }
      region = next
    }
    if exits.count == 1 { exit = exits[0] }
  }
}
