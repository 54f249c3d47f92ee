/// One use of a primitive for generated tests: operands and attributes apart, as the IR has them.
package struct SampleCase: Hashable, Sendable {
  package let operands: [Value]
  package let attributes: [Int]
  /// Whether value and derivative are smooth here.
  package let isRegular: Bool

  /// A smooth point.
  init(operands: [Value], attributes: [Int]) {
    self.operands = operands
    self.attributes = attributes
    isRegular = true
  }

  init(_ samples: [Sample], isRegular: Bool) {
    operands = samples.compactMap { if case .value(let value) = $0 { value } else { nil } }
    attributes = samples.compactMap {
      if case .attribute(let attribute) = $0 { attribute } else { nil }
    }
    self.isRegular = isRegular
  }
}

extension Primitive {
  /// All samples, regular ones first.
  package var sampleCases: [SampleCase] {
    samples.regular.map { SampleCase($0, isRegular: true) }
      + samples.special.map { SampleCase($0, isRegular: false) }
  }
}
