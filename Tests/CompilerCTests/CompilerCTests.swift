import CompilerC
import Testing

/// Calls the C interface as another language does.
private func ask(
  _ command: String, _ source: String = "", _ options: String = "", _ numbers: [Double] = [],
  isInterrupted: (@convention(c) () -> Bool)? = nil
) -> String {
  let command = Array(command.utf8)
  let source = Array(source.utf8)
  let options = Array(options.utf8)
  var length = 0
  let answer = CompilerC.answer(
    command, command.count, source, source.count, options, options.count, numbers, numbers.count,
    isInterrupted, &length)
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
    let answer = CompilerC.answer(nil, 9, nil, 9, nil, 9, nil, 9, nil, nil)
    #expect(answer != nil)
    release(answer)
    release(nil)
  }

  @Test func programsThatDifferInLittle() {
    let requests: [(source: String, options: String, numbers: [Double])] = [
      ("(/ x k)", "9:parameter,1:k,0:,", [0]), ("(/ x k)", "9:parameter,1:k,0:,", [-0.0]),
      ("(/ x k)", "9:parameter,1:k,1:1,", [0]), ("(/ x k)", "4:file,5:a.scm,", []),
      ("(/ x k)", "4:file,5:b.scm,", []), ("(/ x k)", "5:input,1:x,4:real,", []),
      ("(/ x k)", "", []), ("(/ x j)", "", []), ("(/ x", "", []),
    ]
    let answers = requests.map { ask("interface", $0.source, $0.options, $0.numbers) }
    #expect(Set(answers).count == requests.count)
    for (request, answer) in zip(requests, answers).reversed() {
      for _ in 0..<2 {
        #expect(ask("interface", request.source, request.options, request.numbers) == answer)
      }
    }
  }

  @Test func limitsAreOfTheProgram() {
    let loop = "(loop ((i 0)) (if (< i 5) (recur (+ i 1)) i))"
    let five = #"{"result": {"shape": [], "elements": [5.0]}}"#
    #expect(ask("evaluate", loop) == five)
    #expect(ask("evaluate", loop, "10:iterations,1:2,").contains("iterations"))
    #expect(ask("evaluate", loop) == five)
  }

  @Test func longRunsCanBeInterrupted() {
    let loop = "(loop ((i 0)) (if (< i 1e9) (recur (+ i 1)) i))"
    let options = "10:iterations,10:2000000000,"
    let answer = ask("evaluate", loop, options, isInterrupted: { true })
    #expect(answer.contains("interrupted"))
    let five = "(loop ((i 0)) (if (< i 5) (recur (+ i 1)) i))"
    #expect(ask("evaluate", five, isInterrupted: { false }).contains("5.0"))
  }

  @Test func manyThreads() async {
    let sources = (0..<4).map { "(* x\($0) (+ y \($0)))" }
    let expected = sources.map { ask("kernel", $0, "4:mode,5:value,") }
    await withTaskGroup(of: Bool.self) { group in
      for thread in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { round in
            let number = (thread + round / 2) % sources.count
            return ask("kernel", sources[number], "4:mode,5:value,") == expected[number]
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
