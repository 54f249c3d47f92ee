/// A real while a kernel is written.
struct Number {
  enum Form {
    /// Known when compiling.
    case constant(Double)
    /// A double that is the same for all lanes; `position` is the same number as an integer, where
    /// it counts rounds.
    case host(String, position: String?)
    /// A number in each lane.
    case lanes(String)
    /// 1 or 0 by a truth, which is the same for all lanes or one in each.
    case truth(String, isHost: Bool)
  }

  let form: Form

  static func constant(_ number: Double) -> Number { Number(form: .constant(number)) }
  static func host(_ text: String) -> Number { Number(form: .host(text, position: nil)) }
  static func lanes(_ text: String) -> Number { Number(form: .lanes(text)) }

  /// The number, where it is known.
  var constant: Double? { if case .constant(let number) = form { number } else { nil } }

  /// Whether it is the same for all lanes.
  var isHost: Bool {
    switch form {
    case .constant, .host: true
    case .lanes: false
    case .truth(_, let isHost): isHost
    }
  }
}
