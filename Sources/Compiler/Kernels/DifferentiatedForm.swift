import DeepStack
import Differentiation
import IR

/// The program that computes what the mode of a kernel asks for, and how it goes about it.
struct DifferentiatedForm {
  private enum Kind {
    /// Value, reverse mode and derivatives in a direction that the caller gives.
    case plain
    /// The gradient in forward mode, with a tangent for each variable: these inputs.
    case tangents(Range<Int>)
    /// The gradient in forward mode, with a lane for each variable: these inputs.
    case directions(Range<Int>)
  }

  var program: Program
  private let kind: Kind

  /// Chooses the form that costs least for a program that is ready for kernels.
  init(of program: Program, _ options: KernelOptions) {
    switch options.mode {
    case .value: self.init(program, .plain)
    case .pullback:
      self = DeepStack.run(depth: program.nesting) {
        DifferentiatedForm(pullbackOf: program, options)
      }
    case .pushforward: self.init(program.pushforward(wrt: options.wrt), .plain)
    case .second:
      self.init(program.pullback(wrt: options.wrt).pushforward(wrt: options.wrt), .plain)
    }
  }

  private init(_ program: Program, _ kind: Kind) {
    self.program = program
    self.kind = kind
  }

  private init(pullbackOf program: Program, _ options: KernelOptions) {
    // What lanes have in common is computed in double precision.
    if options.lanes == 1, options.elementType == .float64,
      let gradient = ForwardGradient(inOneDirection: program, wrt: options.wrt)
    {
      self.init(gradient.program, .directions(gradient.tangents))
      return
    }
    let reverse = program.pullback(wrt: options.wrt)
    if let gradient = ForwardGradient(of: program, wrt: options.wrt),
      gradient.isCheaper(than: reverse)
    {
      self.init(gradient.program, .tangents(gradient.tangents))
      return
    }
    self.init(reverse, .plain)
  }

  /// Makes the program what is to be emitted, once derivatives are as they are to be.
  mutating func finish() {
    if case .tangents(let tangents) = kind { program.fixTangents(at: tangents) }
  }

  /// Which inputs are tangents that lanes give; empty where lanes are items.
  var directions: Range<Int> {
    if case .directions(let tangents) = kind { tangents } else { 0..<0 }
  }
}
