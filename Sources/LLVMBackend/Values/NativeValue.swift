/// A value on a tape that has gone nowhere yet.
struct PackedValue {
  /// How it is held once the tape is in memory.
  let shape: Shape
  let value: NativeValue
}

/// A value of the program while a kernel is written.
indirect enum NativeValue {
  case number(Number)
  /// A small vector or matrix in registers, row by row.
  case elements([Number])
  /// A vector or matrix in memory: `[element][lane]`.
  case memory(String)
  /// A vector or matrix full of one number.
  case fill(Number)
  /// A vector or matrix that is computed where it is used, the only time.
  case deferred(PrimitiveUse)
  /// A tape in the arena: the address of its record.
  case tape(String)
  /// A tape that has gone nowhere yet: what is on it.
  case packed([PackedValue])
  /// Anything that nobody looks at.
  case undefined

  /// The number of a real.
  var number: Number {
    switch self {
    case .number(let number): return number
    case .undefined: return .constant(.nan)
    default: preconditionFailure("neuralc bug: a real was expected, please report it")
    }
  }
}
