import Foundation
import IR
import Passes
import Testing

/// Programs before and after one pass, as files `PassCases/<pass>/<case>.ir`: the program, a line that
/// says `;;; becomes`, and what the pass makes of it. A missing expectation is recorded and fails.
@Suite struct PassTests {
  static let separator = ";;; becomes\n"
  static let data = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "PassCases")

  /// `<pass>/<case>.ir`, for all files there are.
  static let cases: [String] = {
    let files = FileManager.default.enumerator(atPath: data.path)
    return (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".ir") }.sorted()
  }()

  @Test(arguments: cases) func doesWhatTheFileSays(name: String) throws {
    let file = Self.data.appending(path: name)
    let parts = try String(contentsOf: file, encoding: .utf8)
      .components(separatedBy: Self.separator)
    let passName = name.prefix { $0 != "/" }
    let pass = try #require(Pipeline.all.first { $0.name == passName })
    var program = try IRParser.parse(parts[0])
    #expect(Verifier.verify(program) == [])
    pass.run(&program)
    #expect(Verifier.verify(program) == [])
    guard parts.count == 2 else {
      try (parts[0] + Self.separator + program.description)
        .write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(name) had no expectation; it has been recorded, read it")
      return
    }
    #expect(program.description == parts[1])
  }

  @Test func everyPassHasCases() {
    for pass in Pipeline.all {
      #expect(Self.cases.contains { $0.hasPrefix(pass.name + "/") }, "\(pass.name)")
      #expect(!pass.summary.isEmpty)
    }
    #expect(Set(Pipeline.all.map(\.name)).count == Pipeline.all.count)
  }

  @Test func runsThroughAPassGivenByName() throws {
    #expect(try Pipeline(through: "inline").passes.map(\.name) == ["tail-calls", "inline"])
    #expect(throws: Pipeline.UnknownPass.self) { try Pipeline(through: "outline") }
  }

  @Test func branchesShareWithWhatIsAroundThemAlone() throws {
    // More operations than tables start with room for, outside, in one branch and in both.
    let count = 300
    func sums(_ prefix: String, _ operand: String) -> String {
      (0..<count).map { number in
        """
            %\(prefix)c\(number): real = \(number).0
            %\(prefix)s\(number): real = + %\(operand), %\(prefix)c\(number)

        """
      }.joined()
    }
    var program = try IRParser.parse(
      """
      input x : real
      input y : real
      entry function @f(%x: real, %y: real) -> real {
      \(sums("a", "x"))
        %r: real = if %x {
      \(sums("b", "x"))\(sums("c", "y"))
          %d: real = + %bs1, %cs1
          yield %d
        } else {
      \(sums("e", "y"))
          yield %es1
        }
        %z: real = + %r, %as1
      \(sums("g", "y"))
        %h: real = + %z, %gs1
        yield %h
      }
      """)
    #expect(Verifier.verify(program) == [])
    let pass = try #require(Pipeline.all.first { $0.name == "common-subexpressions" })
    pass.run(&program)
    #expect(Verifier.verify(program) == [])
    // Outside: both sums; each branch: the sums of y, and the constants are known from outside.
    let counts = program.regions.map(\.bindings.count).sorted()
    #expect(counts == [count, count + 1, 2 * count + 3 + count])
  }

  @Test func callsOnceOfManyFunctionsStayLinear() throws {
    // A chain of functions, each called from one place: all move, each once.
    let count = 2_000
    var text = "input x : real\n"
    for index in 0..<count {
      text += """
        function @f\(index)(%a: real) -> real {
          %b: real = + %a, %a
          %c: real = call @f\(index + 1)(%b)
          yield %c
        }

        """
    }
    text += """
      function @f\(count)(%a: real) -> real {
        yield %a
      }
      entry function @main(%x: real) -> real {
        %y: real = call @f0(%x)
        yield %y
      }
      """
    var program = try IRParser.parse(text)
    Pipeline.standard.run(&program)
    #expect(program.functions.count == 1)
    #expect(program[program[program.entry].body].bindings.count == count)
  }

  @Test func doublingFunctionsDoNotExplode() throws {
    // Each function calls the one before twice: inlining them all would double at every step.
    let count = 60
    var text = """
      input x : real
      function @f0(%a: real) -> real {
        %b: real = + %a, %a
        yield %b
      }

      """
    for index in 1...count {
      text += """
        function @f\(index)(%a: real) -> real {
          %b: real = call @f\(index - 1)(%a)
          %c: real = call @f\(index - 1)(%b)
          yield %c
        }

        """
    }
    text += """
      entry function @main(%x: real) -> real {
        %y: real = call @f\(count)(%x)
        yield %y
      }
      """
    var program = try IRParser.parse(text)
    let before = program.values.count
    Pipeline.standard.run(&program)
    #expect(program.values.count <= before)
  }
}
