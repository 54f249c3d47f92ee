#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Other programs.
enum Processes {
  /// How a program ended.
  struct Result {
    let isSuccess: Bool
    /// What it wrote, to standard output and standard error alike.
    let output: String
  }

  /// Runs a program that the search path has, and waits for it; `nil` where there is none. What it
  /// writes goes through a file of this path.
  static func run(_ arguments: [String], outputThrough path: String) throws -> Result? {
    var actions = emptyActions()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, arguments[0], &actions, nil, words, environ)
    if status == ENOENT { return nil }
    guard status == 0 else {
      throw Failure.usage("cannot run \(arguments[0]): \(String(cString: strerror(status)))")
    }
    var ending: Int32 = 0
    while waitpid(process, &ending, 0) < 0, errno == EINTR {}
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    return Result(isSuccess: ending == 0, output: text)
  }

  #if canImport(Darwin)
    private static func emptyActions() -> posix_spawn_file_actions_t? { nil }
  #else
    private static func emptyActions() -> posix_spawn_file_actions_t {
      posix_spawn_file_actions_t()
    }
  #endif
}

/// A folder that is there for as long as something takes.
struct TemporaryFolder {
  let path: String

  /// Makes a folder inside another, so that files can be renamed from it to there.
  init(in parent: String) throws {
    var name = Array("\(parent)/.neuralc.XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw Failure.usage("cannot write to \(parent): \(String(cString: strerror(errno)))")
    }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Moves a file to its place, over what is there.
  func move(_ name: String, to target: String) throws {
    guard rename(file(name), target) == 0 else {
      throw Failure.usage("cannot write \(target): \(String(cString: strerror(errno)))")
    }
  }

  /// Removes the folder and its files; `names` are all that may be there.
  func remove(_ names: [String]) {
    for name in names { unlink(file(name)) }
    rmdir(path)
  }
}
