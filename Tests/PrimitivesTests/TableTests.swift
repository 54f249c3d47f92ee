import PythonSyntax
import Testing

@testable import Primitives

/// Walks the table and fails on any gap, row by row.
@Suite struct TableTests {
  @Test(arguments: Primitive.all.map(\.name))
  func everyFieldIsFilled(name: String) throws {
    let primitive = try row(name)
    #expect(!primitive.summary.isEmpty)
    #expect(primitive.summary.hasSuffix("."))
    #expect(!primitive.domain.isEmpty)
    #expect(primitive.domain.hasSuffix("."))
    #expect(!primitive.samples.regular.isEmpty)
    #expect(!primitive.signatureDescriptions.isEmpty)
  }

  @Test(arguments: Primitive.all.map(\.name))
  func samplesAreEnough(name: String) throws {
    let primitive = try row(name)
    var least = 3
    if case .elementwise = primitive.signature.shape { least = 5 }
    #expect(primitive.samples.regular.count >= least)
    for sample in primitive.sampleCases {
      _ = try primitive.evaluation.apply(sample.operands, attributes: sample.attributes)
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func samplesHaveOperandsThatTheSignatureAllows(name: String) throws {
    let primitive = try row(name)
    for sample in primitive.sampleCases {
      let result = try primitive.evaluation.apply(sample.operands, attributes: sample.attributes)
      let type = primitive.signature.shape.resultType(
        operands: sample.operands.map(\.type), attributes: sample.attributes)
      #expect(type == result.type, "\(sample)")
      #expect(primitive.operationAllows(sample), "\(sample)")
    }
  }

  @Test func namesAreUnique() {
    let names = Primitive.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(Primitive.id(named: name).map { Primitive.all[Int($0.index)].aliases } != nil)
    }
  }

  @Test func theLanguageHasAllItsOperations() {
    let names = """
      + * - / pow expt abs min max modulo remainder sqrt square exp expm1 log log1p sign floor
      ceiling round truncate clamp hypot sin cos tan asin acos atan atan2 sinh cosh tanh erf sigmoid
      softplus relu = < > <= >= not select vec ref dot cross norm normalize vsum scale vlen vmin
      vmax vmean vprod slice append roll mat matmul matvec transpose trace det inv solve outer eye
      zeros ones diag row col logdet
      """
    for name in names.split(whereSeparator: \.isWhitespace) {
      let id = Primitive.id(named: String(name))
      #expect(id != nil, "\(name) is missing")
      #expect(id?.primitive.isInternal == false)
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func formulasCallOnlyWhatExists(name: String) throws {
    let primitive = try row(name)
    for count in primitive.sampleOperandCounts {
      for formula in primitive.formulas(count: count) {
        #expect(problems(of: formula, operands: count, of: primitive) == [], "\(formula)")
      }
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func elementwiseRowsHaveAPartialForEachOperand(name: String) throws {
    let primitive = try row(name)
    guard case .partials(let partials) = primitive.derivative else { return }
    for count in primitive.sampleOperandCounts { #expect(count == partials.count) }
    guard case .elementwise = primitive.signature.shape else {
      Issue.record("partials need an elementwise primitive")
      return
    }
  }

  @Test(arguments: Primitive.all.map(\.name))
  func reasonsAreGiven(name: String) throws {
    guard case .zero(let reason) = try row(name).derivative else { return }
    #expect(!reason.isEmpty)
  }

  @Test func helpersAreDefinedOnceUnderTheirName() {
    var sources: [String: String] = [:]
    for helper in Primitive.all.flatMap(\.torch.helpers).flatMap(withRequired) {
      #expect(sources[helper.name, default: helper.source] == helper.source)
      sources[helper.name] = helper.source
      #expect(helper.source.hasPrefix("def \(helper.name)("))
      #expect(helper.source.contains("\"\"\""))
      #expect(!helper.source.hasSuffix("\n"))
      #expect(
        helper.source.split(separator: "\n").allSatisfy { $0.count <= PythonPrinter.width },
        "\(helper.name)")
    }
    #expect(!sources.isEmpty)
  }

  private func withRequired(_ helper: PythonHelper) -> [PythonHelper] {
    helper.requires.flatMap(withRequired) + [helper]
  }

  private func row(_ name: String) throws -> Primitive {
    try #require(Primitive.id(named: name)).primitive
  }

  /// What is wrong with the calls of a formula.
  private func problems(of formula: Formula, operands count: Int, of primitive: Primitive)
    -> [String]
  {
    switch formula {
    case .operand(let index), .tangent(let index):
      return index < count ? [] : ["operand \(index)"]
    case .result, .constant: return []
    case .apply(let name, let operands, _):
      guard let called = Primitive.id(named: name)?.primitive else { return ["unknown \(name)"] }
      let own = called.operationAccepts(operands.count) ? [] : ["arity of \(name)"]
      return own + operands.flatMap { problems(of: $0, operands: count, of: primitive) }
    }
  }
}

extension Primitive {
  /// The operand counts among the samples.
  var sampleOperandCounts: Set<Int> { Set(sampleCases.map(\.operands.count)) }

  /// Whether the operation of the IR has so many operands, beside its attributes.
  func operationAccepts(_ count: Int) -> Bool {
    switch signature.reduction {
    case .leftFold: return count == 2
    case .expansion(let expansions):
      return signature.arity.accepts(count) && expansions[count] == nil
    case .none:
      if case .overloads(let overloads) = signature.shape {
        return overloads.contains { $0.operands.count { !$0.isStatic } == count }
      }
      return signature.arity.accepts(count)
    }
  }

  /// Whether a sample has the operands and attributes of a call.
  func operationAllows(_ sample: SampleCase) -> Bool {
    guard case .none = signature.reduction else { return operationAccepts(sample.operands.count) }
    return signature.arity.accepts(sample.operands.count + sample.attributes.count)
  }

  /// All formulas of the derivative and of the reduction.
  func formulas(count: Int) -> [Formula] {
    switch derivative {
    case .partials(let partials): partials
    case .pushforward(let formula, _): [formula]
    case .variadicPushforward(let formula, _): [formula(count)]
    case .multilinear, .zero: []
    }
  }
}

extension OperandPattern {
  /// Whether the operand becomes an attribute.
  var isStatic: Bool {
    switch self {
    case .value, .index: false
    case .staticSize, .staticBound, .staticInteger: true
    }
  }
}
