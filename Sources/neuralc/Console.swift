#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a command ends where it does not end well.
struct Failure: Error {
  /// The exit status of the process.
  enum Status: Int32 {
    case success = 0
    /// The program was rejected, or failed when it was run.
    case rejected = 1
    case wrongUsage = 2
  }

  let status: Status
  /// What to say, where it has not been said yet.
  let message: String?

  /// The program was rejected, and its diagnostics have been shown.
  static let rejected = Failure(status: .rejected, message: nil)

  /// Wrong usage.
  static func usage(_ message: String) -> Failure {
    Failure(status: .wrongUsage, message: message)
  }
}

/// Standard input, output and error, and the environment.
enum Console {
  /// Writes a line to standard output.
  static func print(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: 1) }

  /// Writes a line to standard error.
  static func report(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: 2) }

  /// Writes text as it is to a file descriptor. A reader that has gone away is no error.
  static func write(_ text: String, to descriptor: Int32) {
    _ = Files.write(Array(text.utf8), to: descriptor)
  }

  /// Whether messages are read by a person who can see colours.
  static var errorUsesColor: Bool {
    guard isatty(2) == 1, environment("NO_COLOR") == nil else { return false }
    return environment("TERM") != "dumb"
  }

  /// Ends the process.
  static func exit(_ status: Failure.Status) -> Never { _exit(status.rawValue) }

  /// A variable of the environment; `nil` where it is missing or empty.
  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
