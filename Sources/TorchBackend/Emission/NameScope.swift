import PythonSyntax

/// The names in use in one Python scope.
struct NameScope {
  private var used: Set<String>
  /// The next number to try for a name that is taken.
  private var next: [String: Int] = [:]

  init(reserved: Set<String> = []) {
    used = reserved
  }

  /// A new name like `base`.
  mutating func unique(_ base: String) -> String {
    if used.insert(base).inserted { return base }
    var number = next[base, default: 1]
    while !used.insert("\(base)_\(number)").inserted { number += 1 }
    next[base] = number + 1
    return "\(base)_\(number)"
  }

  /// A new name like that of a program.
  mutating func unique(for name: String) -> String { unique(PythonName.sanitise(name)) }

  /// Takes a name that is fixed.
  mutating func reserve(_ name: String) { used.insert(name) }

  func contains(_ name: String) -> Bool { used.contains(name) }
}
