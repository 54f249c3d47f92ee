#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing whole files.
enum Files {
  /// The bytes of a file, or of standard input for `-`.
  static func read(_ path: String) throws -> [UInt8] {
    if path == "-" { return try readAll(0, name: "standard input") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot read \(path)") }
    defer { close(descriptor) }
    return try readAll(descriptor, name: path)
  }

  private static func readAll(_ descriptor: Int32, name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = systemRead(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw failure("cannot read \(name)")
      }
    }
  }

  /// Writes a file as a whole: under another name first, then renamed, so that nobody ever sees half
  /// of it. What is no regular file (a pipe, `/dev/null`) is written to directly.
  static func write(_ text: String, to path: String) throws {
    let bytes = Array(text.utf8)
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure("cannot write \(path)") }
      defer { close(descriptor) }
      guard write(bytes, to: descriptor) else { throw failure("cannot write \(path)") }
      return
    }
    // The file itself is replaced, not a link to it.
    let target = exists ? realPath(path) : path
    try replace(target, with: bytes, mode: exists ? status.st_mode & 0o7777 : nil)
  }

  private static func replace(_ target: String, with bytes: [UInt8], mode: mode_t?) throws {
    var name = Array("\(target).XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw failure("cannot write \(target)") }
    let mask = umask(0)
    umask(mask)
    let isWritten =
      write(bytes, to: descriptor) && fchmod(descriptor, mode ?? 0o666 & ~mask) == 0
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(name, target) == 0 else {
      let error = failure("cannot write \(target)")
      unlink(name)
      throw error
    }
  }

  /// Writes all bytes to a descriptor; whether that worked.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }

  /// A path without links.
  private static func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func failure(_ action: String) -> Failure {
    .usage("\(action): \(String(cString: strerror(errno)))")
  }
}

/// `read(2)`, whose name is taken by the method.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int
{
  read(descriptor, buffer, count)
}

/// `write(2)`, whose name is taken by the method.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
