import Types

/// A kind that inference has not decided yet.
struct TypeVariable: Hashable {
  let index: Int32
}

/// A type during inference.
enum TypeTerm: Hashable {
  case real
  case vec(Size)
  indirect case mat(Size, Size)  // The largest by far, and rare.
  case variable(TypeVariable)
  /// The type of what has been reported; it fits everything.
  case error

  init(_ type: Type) {
    switch type {
    case .real: self = .real
    case .vec(let size): self = .vec(size)
    case .mat(let rows, let columns): self = .mat(rows, columns)
    case .tape: preconditionFailure("neuralc bug: a tape in a source text, please report it")
    }
  }
}

/// Why two types are not one.
enum TypeConflict {
  case kinds(TypeTerm, TypeTerm)
  case sizes(TypeTerm, TypeTerm)
  /// The sizes may or may not be equal.
  case undecided(TypeTerm, TypeTerm)
}
