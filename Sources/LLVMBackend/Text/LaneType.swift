import Primitives

/// Numbers side by side in one register: of one element type, one a lane.
struct LaneType: Hashable, Sendable {
  let element: ElementType
  let lanes: Int

  /// One double: what is the same for all lanes is computed with those.
  static let host = LaneType(element: .float64, lanes: 1)

  /// LLVM's name for it.
  var text: String { vector(of: element.text) }
  /// LLVM's name for truths, one a lane.
  var mask: String { vector(of: "i1") }
  /// LLVM's name for positions, one a lane.
  var position: String { vector(of: "i64") }
  /// LLVM's name for the bits of its numbers, as whole numbers.
  var bits: String { vector(of: "i\(8 * element.size)") }
  /// Bytes of a register.
  var size: Int { element.size * lanes }
  /// The suffix of the symbols of functions of it.
  var suffix: String { "\(element.suffix)x\(lanes)" }
  /// The suffix that LLVM's overloaded intrinsics have for it.
  var mangling: String { mangling(of: element == .float64 ? "f64" : "f32") }

  func vector(of scalar: String) -> String { lanes == 1 ? scalar : "<\(lanes) x \(scalar)>" }

  func mangling(of scalar: String) -> String { lanes == 1 ? scalar : "v\(lanes)\(scalar)" }

  /// A number in all lanes, rounded to the element type.
  func constant(_ number: Double) -> String {
    let literal = LaneType.literal(element.rounded(number))
    return lanes == 1 ? literal : "splat (\(element.text) \(literal))"
  }

  /// A truth in all lanes.
  func constant(_ truth: Bool) -> String {
    lanes == 1 ? (truth ? "true" : "false") : "splat (i1 \(truth))"
  }

  /// A whole number as wide as the element type in all lanes.
  func bits(_ number: Int) -> String {
    lanes == 1 ? "\(number)" : "splat (i\(8 * element.size) \(number))"
  }

  /// A position in all lanes.
  func position(_ position: Int) -> String {
    lanes == 1 ? "\(position)" : "splat (i64 \(position))"
  }

  /// A double as LLVM reads it, exactly.
  static func literal(_ number: Double) -> String {
    // Every NaN is written as the same quiet one.
    let bits = number.isNaN ? 0x7FF8_0000_0000_0000 : number.bitPattern
    let digits = String(bits, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
