extension Samples {
  /// Points of a function of several reals, one array of operands a point.
  package static func points(_ regular: [[Double]], special: [[Double]] = []) -> Samples {
    Samples(regular: regular.map(operands), special: special.map(operands))
  }

  /// Reals as operands.
  private static func operands(_ numbers: [Double]) -> [Sample] {
    numbers.map { .value(.real($0)) }
  }
}

extension Sample {
  /// A real operand.
  package static func real(_ number: Double) -> Sample { .value(.real(number)) }

  /// A vector operand.
  package static func vec(_ elements: Double...) -> Sample { .value(.vec(elements)) }

  /// A matrix operand by rows, of which there is at least one.
  package static func mat(_ rows: [Double]...) -> Sample {
    .value(.mat(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0 }))
  }
}
