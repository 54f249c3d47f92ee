import Compiler

/// What `--version` prints.
enum Versions {
  static let compiler = Compiler.version
}
