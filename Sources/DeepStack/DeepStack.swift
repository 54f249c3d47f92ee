#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs recursive work over deeply nested programs on a stack that is deep enough.
package enum DeepStack {
  /// Nesting that any thread's own stack bears.
  package static let shallow = 64

  /// The deepest nesting that a stack is made for.
  package static let limit = 400_000

  /// Stack that one level of nesting may take: the frames of the deepest recursion, measured with
  /// programs nested 100,000 deep in every form, and a margin.
  #if DEBUG
    package static let bytesPerLevel = 65_536
  #else
    package static let bytesPerLevel = 8_192
  #endif

  /// Calls `body`, on a thread of its own with a stack for `depth` nested levels where the caller's
  /// may be too small. Stack memory is reserved, and used only as deep as the work really goes.
  package static func run<Result>(depth: Int, _ body: () -> Result) -> Result {
    guard depth > shallow else { return body() }
    return withoutActuallyEscaping(body) { body in
      var result: Result?
      let work = Work { result = body() }
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstacksize(&attributes, depth * bytesPerLevel + (8 << 20))
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let status = pthread_create(
        &thread, &attributes,
        { argument in
          #if canImport(Darwin)
            Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().body()
          #else
            Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue().body()
          #endif
          return nil
        }, Unmanaged.passUnretained(work).toOpaque())
      pthread_attr_destroy(&attributes)
      precondition(status == 0, "neuralc: no memory for a stack of \(depth) levels")
      #if canImport(Darwin)
        pthread_join(thread!, nil)
      #else
        pthread_join(thread, nil)
      #endif
      withExtendedLifetime(work) {}
      return result!  // Set by the work that has just been joined.
    }
  }

  /// A closure that crosses the C boundary.
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}
