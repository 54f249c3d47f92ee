import Diagnostics
import IR
import Primitives
import Types

/// A random well-typed program, with inputs for it.
package struct RandomProgram: Sendable {
  package let program: Program
  package let inputs: [Value]

  /// What programs may contain.
  package struct Options: Sendable {
    /// Operations in a region of the entry; regions inside have fewer.
    package var size = 12
    /// Nesting of regions.
    package var depth = 3
    /// Only primitives that are smooth almost everywhere and total, for comparing derivatives.
    package var isSmooth = false

    package init() {}
  }

  /// The program of a seed.
  package static func generate(seed: UInt64, options: Options = Options()) -> RandomProgram {
    var generator = ProgramGenerator(seed: seed, options: options)
    return generator.generate()
  }
}

/// Writes one random program.
struct ProgramGenerator {
  var random: SplitMix64
  let options: RandomProgram.Options
  var builder = Builder(Program())
  /// The values in scope, outer ones first.
  var scope: [ValueID] = []
  /// Functions that may be called from anywhere: their number.
  var callable: [FunctionID] = []
  /// Primitives that may be used.
  let primitives: [PrimitiveID]

  static let types: [Type] = [
    .real, .real, .real, .vec(.known(2)), .vec(.known(3)), .mat(.known(2), .known(2)),
    .vec(.symbol(SizeSymbol(0))),
  ]

  init(seed: UInt64, options: RandomProgram.Options) {
    random = SplitMix64(seed: seed)
    self.options = options
    primitives = Primitive.all.compactMap { primitive in
      if options.isSmooth && !primitive.isTotal { return nil }
      return Primitive.id(named: primitive.name)
    }
  }

  mutating func generate() -> RandomProgram {
    for _ in 0..<random.integer(0...2) {
      if random.oneIn(2) { addFunction() } else { addRecursiveFunctions() }
    }
    let declared = declareEntry()
    let inputs = declared.map { value(of: $0) }
    addEntry(declared)
    return RandomProgram(program: builder.program, inputs: inputs)
  }

  /// Types of the inputs; the first fixes the open size.
  private mutating func declareEntry() -> [Type] {
    var types: [Type] = [.vec(.symbol(SizeSymbol(0))), .real]
    for _ in 0..<random.integer(0...3) { types.append(random.pick(from: Self.types)) }
    builder.program.inputs = types.enumerated().map {
      Input(name: "x\($0.offset)", type: $0.element, span: .none)
    }
    builder.program.sizeRequirements = [
      SizeRequirement(size: .symbol(SizeSymbol(0)), minimum: 2, span: .none)
    ]
    return types
  }

  private mutating func addEntry(_ inputs: [Type]) {
    let initial = Value.real(number())
    builder.program.parameters = [
      TrainableParameter(name: "k", type: .real, initial: initial, span: .none)
    ]
    let results = [random.pick(from: Self.types), .real]
    let body = functionBody(inputs + [.real], size: options.size) { generator in
      .yield(generator.operands(of: results))
    }
    builder.program.functions.append(
      Function(name: "main", span: .none, body: body, results: results))
    builder.program.entry = FunctionID(builder.program.functions.count - 1)
  }

  /// A value of a type for which open sizes are 2.
  private mutating func value(of type: Type) -> Value {
    let shape = type.sizes.map { $0.known ?? 2 }
    let count = shape.reduce(1, *)
    return Value(shape: shape, elements: (0..<count).map { _ in number() })
  }

  /// A number, special ones now and then.
  mutating func number() -> Double {
    if options.isSmooth { return Double.random(in: 0.2...1.5, using: &random) }
    switch random.integer(0...9) {
    case 0: return 0
    case 1: return Double(random.integer(-2...3))
    case 2 where random.oneIn(4): return random.pick(from: [.infinity, -.infinity, .nan, -0.0])
    default: return Double.random(in: -2...2, using: &random)
    }
  }
}
