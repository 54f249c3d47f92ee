/// The smallest and the largest number, NaN if any is NaN; of numbers that tie the first.
enum NativeExtremum {
  /// The smaller of two numbers.
  static func smaller(_ first: NativeElement, _ second: NativeElement) -> NativeElement {
    second.isNaN.select(second, (second .< first).select(second, first))
  }

  /// The larger of two numbers.
  static func larger(_ first: NativeElement, _ second: NativeElement) -> NativeElement {
    second.isNaN.select(second, (first .< second).select(second, first))
  }

  /// The smallest of at least one number.
  static func smallest(_ numbers: [NativeElement]) -> NativeElement {
    numbers.dropFirst().reduce(numbers[0], smaller)
  }

  /// The largest of at least one number.
  static func largest(_ numbers: [NativeElement]) -> NativeElement {
    numbers.dropFirst().reduce(numbers[0], larger)
  }

  /// The extremum of the elements of a vector, `limit` if it has none.
  static func ofElements(
    _ call: NativeCall, ofNone limit: Double,
    _ better: (NativeElement, NativeElement) -> NativeElement
  ) -> NativeElement {
    let count = call.operandShapes[0][0]
    guard count > 0 else { return call.builder.constant(limit) }
    let first = call.element(0, call.position(0))
    return call.reduce(from: call.position(1), to: call.position(count), [first]) { index, best in
      [better(best[0], call.element(0, index))]
    }[0]
  }
}
