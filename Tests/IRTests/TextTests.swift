import IR
import Testing
import Types

/// The text form reads back as what was printed.
@Suite struct TextTests {
  @Test(arguments: Texts.canonical) func printsWhatItParsed(text: String) throws {
    #expect(try IRParser.parse(text).description == text)
  }

  @Test func numbersValuesInTheOrderOfTheText() throws {
    let program = try IRParser.parse(
      """
      entry function @f(%x: real, %second: real) -> real {
        %sum: real = + %x, %second
        %: real = * %sum, %sum
        yield %
      }
      """)
    #expect(
      program.description == """
        entry function @f(%x.0: real, %second.1: real) -> real {
          %sum.2: real = + %x.0, %second.1
          %"".3: real = * %sum.2, %sum.2
          yield %"".3
        }

        """)
  }

  @Test(arguments: [
    ("entry function @f() -> real { yield %x }", "line 1: %x is not defined"),
    ("entry function @f(%x: real, %x: real) -> real { yield %x }", "line 1: %x is defined twice"),
    ("entry function @f() -> real {\n  %x: real = nothing\n}", "line 2: unknown primitive nothing"),
    ("entry function @f() -> real {\n  %x: real = call @g()\n}", "line 2: unknown function @g"),
    ("input x : (cube 3)", "line 1: unknown type cube"),
    ("input x : (vec k)", "line 1: k is not a size"),
    ("input \"x", "line 1: unterminated string"),
    ("function @f() -> real { %x: real = 1", "line 1: expected a word"),
  ]) func saysWhatItCannotRead(text: String, message: String) {
    #expect(throws: IRParseError.self) { try IRParser.parse(text) }
    do { _ = try IRParser.parse(text) } catch { #expect("\(error)" == message) }
  }

  @Test func deepNestingStaysLinear() throws {
    let depth = 500
    var text = "entry function @f(%x.0: real) -> real {\n"
    for level in 1...depth { text += "%\(level): real = if %x.0 {\n" }
    text += "yield %x.0\n"
    for level in (1...depth).reversed() { text += "} else { yield %x.0 }\nyield %\(level)\n" }
    let printed = try IRParser.parse(text + "}").description
    #expect(try IRParser.parse(printed).description == printed)
    #expect(printed.utf8.count < depth * 400)
  }
}
