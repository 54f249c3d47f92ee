import PythonSyntax

extension TorchEmission {
  /// A function of one operand that is cut off from the gradient where a condition of `x` holds,
  /// when the module needs that.
  static func steep(_ path: String, where condition: String) -> TorchEmission {
    let helper = PythonHelper.cutOff(path, where: condition)
    return TorchEmission(
      .function(path), helpers: [helper],
      guarded: { .call(.name(helper.name), [$0.tensor(0)], keywords: []) })
  }

  /// An exponential function, which overflows.
  static func overflowing(_ path: String) -> TorchEmission {
    steep(path, where: "\(path)(x.detach()).isinf()")
  }
}

extension PythonHelper {
  /// `safe_sqrt(x)`
  fileprivate static func cutOff(_ path: String, where condition: String) -> PythonHelper {
    let name = "safe_" + (path.split(separator: ".").last ?? "")
    return PythonHelper(
      name,
      source: """
        def \(name)(x):
            \"\"\"\(path)(x), whose derivative is taken as 0 where it is infinite.\"\"\"
            return \(path)(torch.where(\(condition), x.detach(), x))
        """)
  }

  /// A power of a base that may be 0.
  static let safePower = PythonHelper(
    "safe_pow",
    source: """
      def safe_pow(x, y):
          \"\"\"x ** y, whose derivative by x is taken as 0 where it is infinite.\"\"\"
          return torch.where((x == 0) & (y < 1), x.detach(), x) ** y
      """)

  /// A quotient whose divisor may be 0.
  static let safeDivide = PythonHelper(
    "safe_divide",
    source: """
      def safe_divide(x, y):
          \"\"\"x / y, whose derivatives are taken as 0 where they are infinite.\"\"\"
          zero = y == 0
          return torch.where(zero, x.detach(), x) / torch.where(zero, y.detach(), y)
      """)
}
