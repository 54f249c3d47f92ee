import ArgumentParser
import Compiler

/// `name=text` on the command line.
struct Assignment: ExpressibleByArgument {
  let name: String
  let text: String

  /// Splits at the last `=`, since names may contain one and values do not.
  init?(argument: String) {
    guard let separator = argument.lastIndex(of: "="), separator != argument.startIndex else {
      return nil
    }
    name = String(argument[..<separator])
    text = String(argument[argument.index(after: separator)...])
  }

  /// The text as a value: `1`, `[1,2,3]`, `[[1,2],[3,4]]`.
  func namedValue() throws -> NamedValue {
    guard let value = ValueLiteral.parse(text) else {
      throw Failure.usage(
        "the value of \(name) must be a number, a vector such as [1,2,3] or a matrix such as "
          + "[[1,2],[3,4]], not '\(text)'")
    }
    return NamedValue(name: name, value: value)
  }
}
