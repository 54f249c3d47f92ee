/// Names of programs as identifiers of C and C++.
package enum CIdentifier {
  /// An identifier of ASCII letters, digits and underscores that is no keyword and no usual macro.
  package static func spelling(of name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      if scalar.isASCII {
        let isPlain = isLetterOrDigit(scalar)
        result += isPlain ? String(scalar) : "_"
      } else if let letter = greek[scalar] {
        result += letter
      } else {
        result += "u" + String(scalar.value, radix: 16, uppercase: true)
      }
    }
    // Leading underscores belong to the implementation, and a digit starts no identifier.
    let trimmed = String(result.drop { $0 == "_" })
    guard let first = trimmed.first else { return "x" }
    if first.isNumber { return "x" + trimmed }
    return reserved.contains(trimmed) ? trimmed + "_" : trimmed
  }

  /// Identifiers for names, all different from each other and from what functions call their own.
  static func unique(_ names: [String]) -> [String] {
    var taken = own
    return names.map { name in
      let base = spelling(of: name)
      var candidate = base
      var number = 2
      while taken.contains(candidate) || taken.contains(gradient(of: candidate)) {
        candidate = "\(base)_\(number)"
        number += 1
      }
      taken.formUnion([candidate, gradient(of: candidate)])
      return candidate
    }
  }

  /// The name of a gradient by a variable.
  static func gradient(of name: String) -> String { "gradient_\(name)" }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }

  /// Names that the wrapper's functions have for themselves.
  private static let own: Set<String> = [
    "count", "value", "cotangent", "failure", "inputs", "outputs", "ones", "codes_of_one",
    "codes_of_many", "for_one", "for_many",
  ]

  /// The words of C and C++, and macros that are often there.
  private static let reserved: Set<String> = Set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t \
    char32_t class compl concept const consteval constexpr constinit const_cast continue co_await \
    co_return co_yield decltype default delete do double dynamic_cast else enum explicit export \
    extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq \
    nullptr operator or or_eq private protected public register reinterpret_cast requires restrict \
    return short signed sizeof static static_assert static_cast struct switch template this \
    thread_local throw true try typedef typeid typename typeof typeof_unqual union unsigned using \
    virtual void volatile wchar_t while xor xor_eq \
    linux unix i386 NULL NAN INFINITY EOF BUFSIZ I assert complex errno imaginary isinf isnan log \
    major minor near far offsetof signbit sin size_t int32_t int64_t stderr stdin stdout
    """.split(separator: " ").map(String.init))

  /// The Greek letters that formulas are written with.
  private static let greek: [Unicode.Scalar: String] = Dictionary(
    uniqueKeysWithValues: zip(
      "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ".unicodeScalars,
      letters + letters.map { $0.prefix(1).uppercased() + $0.dropFirst() }))

  private static let letters = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma \
    tau upsilon phi chi psi omega
    """.split(separator: " ").map(String.init)
}
