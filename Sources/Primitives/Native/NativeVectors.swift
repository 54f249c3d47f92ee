/// Native code of operations on vectors.
enum NativeVectors {
  /// The element at indices that were checked.
  static func ref(_ call: NativeCall, _: [NativeIndex]) -> NativeElement {
    call.operandShapes[0].count == 1
      ? call.element(0, call.index(1)) : call.element(0, call.index(1), call.index(2))
  }

  /// The inner product of two operands.
  static func dot(_ call: NativeCall, _ left: Int, _ right: Int) -> NativeElement {
    call.sum(over: call.operandShapes[left][0]) {
      call.element(left, $0) * call.element(right, $0)
    }
  }

  /// The sum of all elements.
  static func sum(_ call: NativeCall) -> NativeElement {
    call.sum(over: call.operandShapes[0][0]) { call.element(0, $0) }
  }

  /// An element of the cross product.
  static func cross(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    let (next, last) = ((indices[0] + 1) % 3, (indices[0] + 2) % 3)
    return call.element(0, next) * call.element(1, last)
      - call.element(0, last) * call.element(1, next)
  }

  /// The Euclidean length; of one element the absolute value, as PyTorch has it.
  static func norm(_ call: NativeCall) -> NativeElement {
    call.operandShapes[0][0] == 1
      ? call.element(0, call.position(0)).magnitude : dot(call, 0, 0).squareRoot
  }

  /// A vector over its length; one of length 0 as it is.
  static func normalize(_ call: NativeCall) {
    let length = norm(call)
    let isZero = length .== 0
    call.forEach(call.resultShape[0]) { index in
      let element = call.element(0, index)
      call.setResult(index, to: isZero.select(element, element / length))
    }
  }

  /// Elements moved around the ring.
  static func roll(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    let count = call.operandShapes[0][0]
    let shift = (call.attributes[0] % count + count) % count
    return call.element(0, (indices[0] + (count - shift)) % count)
  }

  /// Elements from the last to the first.
  static func reverse(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    call.element(0, call.operandShapes[0][0] - 1 - indices[0])
  }

  /// The last element, 0 if there is none.
  static func last(_ call: NativeCall, _: [NativeIndex]) -> NativeElement {
    let count = call.operandShapes[0][0]
    return count > 0 ? call.element(0, call.position(count - 1)) : call.builder.constant(0)
  }

  /// For each element the product of all before it.
  static func exclusiveProducts(_ call: NativeCall) {
    let one = call.builder.constant(1)
    _ = call.reduce(over: call.resultShape[0], from: one) { index, product in
      call.setResult(index, to: product)
      return product * call.element(0, index)
    }
  }

  /// A linear recurrence of first order, beginning with 0.
  static func recurrence(_ call: NativeCall) {
    let zero = call.builder.constant(0)
    _ = call.reduce(over: call.resultShape[0], from: zero) { index, last in
      let state = TangentProduct.product(call.element(0, index), last) + call.element(1, index)
      call.setResult(index, to: state)
      return state
    }
  }
}
