/// One use of a primitive, as its native emission sees it.
package struct NativeCall {
  package let builder: any ElementBuilder
  /// The lengths of the dimensions of each operand.
  package let operandShapes: [[Int]]
  /// The static operands.
  package let attributes: [Int]
  /// The lengths of the dimensions of the result.
  package let resultShape: [Int]

  package init(
    builder: any ElementBuilder, operandShapes: [[Int]], attributes: [Int], resultShape: [Int]
  ) {
    self.builder = builder
    self.operandShapes = operandShapes
    self.attributes = attributes
    self.resultShape = resultShape
  }

  /// A position that is known.
  func position(_ position: Int) -> NativeIndex {
    NativeIndex(builder: builder, constant: position)
  }

  /// The element of an operand at as many indices as it has dimensions.
  func element(_ operand: Int, _ indices: NativeIndex...) -> NativeElement {
    builder.element(
      ofOperand: operand, at: rowMajor(indices, operandShapes[operand]))
  }

  /// The position that an operand is which the signature calls an index.
  func index(_ operand: Int) -> NativeIndex { builder.index(ofOperand: operand) }

  /// Sets the element of the result at as many indices as it has dimensions.
  func setResult(_ indices: NativeIndex..., to element: NativeElement) {
    builder.setResult(at: rowMajor(indices, resultShape), to: element)
  }

  /// The position among the elements of a shape.
  private func rowMajor(_ indices: [NativeIndex], _ shape: [Int]) -> NativeIndex {
    zip(indices, shape).reduce(position(0)) { $0 * $1.1 + $1.0 }
  }

  /// Goes over the positions from `first` to before `end`, handing numbers from round to round.
  func reduce(
    from first: NativeIndex, to end: NativeIndex, _ initial: [NativeElement],
    _ body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] {
    guard builder.unrollsLoops, let first = first.constant, let end = end.constant else {
      return builder.loop(from: first, to: end, carrying: initial, body: body)
    }
    var carried = initial
    for index in first..<max(first, end) { carried = body(position(index), carried) }
    return carried
  }

  /// The same over the positions of a dimension, with one number.
  func reduce(
    over count: Int, from initial: NativeElement,
    _ body: (NativeIndex, NativeElement) -> NativeElement
  ) -> NativeElement {
    reduce(from: position(0), to: position(count), [initial]) { [body($0, $1[0])] }[0]
  }

  /// The sum of a term for each position of a dimension. Of a long one, eight sums take turns, so
  /// that no addition waits for the one before.
  func sum(over count: Int, _ term: (NativeIndex) -> NativeElement) -> NativeElement {
    let (ways, zero) = (8, builder.constant(0))
    guard count >= 2 * ways else { return reduce(over: count, from: zero) { $1 + term($0) } }
    let rounds = count / ways
    var sums = reduce(
      from: position(0), to: position(rounds), Array(repeating: zero, count: ways)
    ) { round, sums in
      sums.enumerated().map { $1 + term(round * ways + $0) }
    }
    for way in 0..<count % ways {
      sums[way] = sums[way] + term(position(rounds * ways + way))
    }
    while sums.count > 1 {
      sums = (0..<sums.count / 2).map { sums[$0] + sums[$0 + sums.count / 2] }
    }
    return sums[0]
  }

  /// Goes over the positions from `first` to before `end`.
  func forEach(from first: NativeIndex, to end: NativeIndex, _ body: (NativeIndex) -> Void) {
    _ = reduce(from: first, to: end, []) { index, _ in
      body(index)
      return []
    }
  }

  /// Goes over the positions of a dimension.
  func forEach(_ count: Int, _ body: (NativeIndex) -> Void) {
    forEach(from: position(0), to: position(count), body)
  }
}
