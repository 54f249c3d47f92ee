import Primitives

/// What code has in memory behind it, 8 bytes each: numbers, and addresses of functions.
struct Pool {
  enum Item: Hashable {
    case bits(UInt64)
    /// The address of a function, which is known where the code is loaded.
    case function(String)

    static let all = Item.bits(.max)

    init(number: Double, _ type: ElementType) {
      // Every NaN is written as the same quiet one.
      let number = number.isNaN ? Double.nan : number
      self = .bits(
        type == .float64 ? number.bitPattern : UInt64(Float(number).bitPattern))
    }

    /// The bit of the sign.
    static func signs(of type: ElementType) -> Item {
      .bits(type == .float64 ? 1 << 63 : 1 << 31)
    }

    /// All bits but that of the sign.
    static func magnitudes(of type: ElementType) -> Item {
      .bits(type == .float64 ? ~(1 << 63) : ~(1 << 31))
    }
  }

  private(set) var items: [Item] = []
  private var positions: [Item: Int32] = [:]

  mutating func position(of item: Item) -> Int32 {
    if let position = positions[item] { return position }
    let position = Int32(items.count)
    items.append(item)
    positions[item] = position
    return position
  }
}
