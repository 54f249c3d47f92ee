import CompilerC
import Testing

/// Calls the C interface as another language does.
private func ask(
  _ command: String, _ source: String = "", _ options: String = "", _ numbers: [Double] = []
) -> String {
  let command = Array(command.utf8)
  let source = Array(source.utf8)
  let options = Array(options.utf8)
  var length = 0
  let answer = CompilerC.answer(
    command, command.count, source, source.count, options, options.count, numbers, numbers.count,
    &length)
  defer { release(answer) }
  return String(decoding: UnsafeBufferPointer(start: answer, count: length), as: UTF8.self)
}

@Suite struct CompilerCTests {
  @Test func values() {
    let answer = ask("evaluate", "(norm v)", "5:value,1:v,1:2,", [3, 4])
    #expect(answer == #"{"result": {"shape": [], "elements": [5.0]}}"#)
  }

  @Test func optionsArriveInAnyOrder() {
    let options = "5:value,1:v,1:2,9:parameter,1:k,0:,10:iterations,2:99,"
    let answer = ask("evaluate", "(* k (vsum v))", options, [3, 4, 10])
    #expect(answer == #"{"result": {"shape": [], "elements": [70.0]}}"#)
  }

  @Test func diagnostics() {
    let answer = ask("check", "(+ x")
    #expect(answer.contains(#""code": "NC101""#))
    #expect(ask("check", "x") == #"{"diagnostics": []}"#)
  }

  @Test func nulIsACharacter() {
    #expect(ask("check", "x ; \0 y") == #"{"diagnostics": []}"#)
  }

  @Test(arguments: [
    "x", ":", "1:", "5:input", "5:input,", "6:input,1:x,4:real,", "5:inputx1:x,4:real,",
    "99999999999999999999:input,", "5:value,1:x,1:1,", "5:value,1:x,5:1 2 3,",
    "5:value,1:x,2:-1,", "5:depth,1:x,",
  ])
  func malformedOptions(options: String) {
    #expect(ask("check", "x", options).hasPrefix(#"{"error": "malformed request"#))
  }

  @Test func surplusNumbers() {
    #expect(ask("check", "x", "", [1]).contains("more numbers"))
  }

  @Test func unknownCommands() { #expect(ask("nothing").contains("no command")) }

  @Test func nullPointers() {
    let answer = CompilerC.answer(nil, 9, nil, 9, nil, 9, nil, 9, nil)
    #expect(answer != nil)
    release(answer)
    release(nil)
  }
}
