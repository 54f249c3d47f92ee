import Compiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps the program that was asked for last, as callers ask several things of one program in turn:
/// first what it takes, then for its kernels. It is read once for all of them.
final class LastProgram: @unchecked Sendable {
  static let shared = LastProgram()

  /// The longest text whose program is kept, in bytes. A program takes some ten times the memory of
  /// its text.
  static let longest = 4 << 20

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private var last: (request: Request, compilation: Compilation)?

  init() {
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// What becomes of the text of a request. No thread waits for another one: while one looks here,
  /// others do without. So a process that is forked meanwhile does, and is never stuck.
  func compilation(for request: Request) -> Compilation {
    if let last = alone({ last }) ?? nil, last.request.isAboutSameProgram(as: request) {
      return last.compilation
    }
    let compilation = request.compilation()
    if compilation.program != nil, request.length <= LastProgram.longest {
      var entry: (request: Request, compilation: Compilation)? = (request, compilation)
      alone { swap(&last, &entry) }
      // What was there is freed here, after the others may look again.
    }
    return compilation
  }

  @discardableResult
  private func alone<Result>(_ body: () -> Result) -> Result? {
    guard pthread_mutex_trylock(lock) == 0 else { return nil }
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
