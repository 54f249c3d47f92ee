import PythonSyntax

/// The names in use in one Python scope.
struct NameScope {
  /// Names that are taken from the start; shared, never changed.
  private let reserved: Set<String>
  private var used: Set<String> = []
  /// The next number to try for a name that is taken.
  private var next: [String: Int] = [:]

  init(reserved: Set<String> = []) {
    self.reserved = reserved
    used.reserveCapacity(16)
  }

  /// A new name like `base`.
  mutating func unique(_ base: String) -> String {
    if take(base) { return base }
    var number = next[base, default: 1]
    while !take("\(base)_\(number)") { number += 1 }
    next[base] = number + 1
    return "\(base)_\(number)"
  }

  private mutating func take(_ name: String) -> Bool {
    !reserved.contains(name) && used.insert(name).inserted
  }

  /// A new name like that of a program.
  mutating func unique(for name: String) -> String { unique(PythonName.sanitise(name)) }

  /// Takes a name that is fixed.
  mutating func reserve(_ name: String) { used.insert(name) }

  func contains(_ name: String) -> Bool { reserved.contains(name) || used.contains(name) }
}
