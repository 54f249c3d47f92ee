import Compiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a command and gives its answer, to be freed by `neuralc_free`; null where there is no memory
/// for it. The length is stored through the last argument. The answer is JSON in UTF-8; that to
/// `compile` goes on with parts of the generated file, each behind a null byte.
///
/// All texts are UTF-8 with explicit lengths; a null pointer is an empty buffer. Any number of
/// threads may call at once. An evaluation asks `isInterrupted` from time to time, unless that is null,
/// whether to end; what it answers then means nothing.
@_cdecl("neuralc_run")
public func answer(
  _ command: UnsafePointer<UInt8>?, _ commandLength: Int,
  _ source: UnsafePointer<UInt8>?, _ sourceLength: Int,
  _ options: UnsafePointer<UInt8>?, _ optionsLength: Int,
  _ numbers: UnsafePointer<Double>?, _ numberCount: Int,
  _ isInterrupted: (@convention(c) () -> Bool)?,
  _ length: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<UInt8>? {
  let answer: Answer
  do throws(RequestError) {
    answer = try Request(
      command: String(decoding: array(command, commandLength), as: UTF8.self),
      source: array(source, sourceLength), options: array(options, optionsLength),
      numbers: array(numbers, numberCount),
      isInterrupted: closure(isInterrupted)
    ).answer(compile: LastProgram.shared.compilation(for:))
  } catch {
    answer = Answer(error)
  }
  return allocated(answer.opening, answer.code, length)
}

/// Frees an answer.
@_cdecl("neuralc_free")
public func release(_ answer: UnsafeMutablePointer<UInt8>?) { free(answer) }

/// A function from C, if there is one.
private func closure(_ function: (@convention(c) () -> Bool)?) -> (@Sendable () -> Bool)? {
  guard let function else { return nil }
  return { function() }
}

/// A copy of a buffer from C.
private func array<Element>(_ start: UnsafePointer<Element>?, _ count: Int) -> [Element] {
  Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : max(0, count)))
}

/// A copy of bytes and others behind them for C.
private func allocated(
  _ bytes: [UInt8], _ others: [UInt8], _ length: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<UInt8>? {
  let count = bytes.count + others.count
  length?.pointee = count
  guard let memory = malloc(max(1, count)) else { return nil }
  let start = memory.bindMemory(to: UInt8.self, capacity: count)
  start.update(from: bytes, count: bytes.count)
  (start + bytes.count).update(from: others, count: others.count)
  return start
}
