import IR
import Testing
import Types

/// The verifier names every broken rule, with the function and the line.
@Suite struct VerifierTests {
  @Test(arguments: [Texts.forms, Texts.tapes]) func acceptsWhatIsWellFormed(text: String) throws {
    #expect(Verifier.verify(try IRParser.parse(text)) == [])
  }

  @Test(arguments: [
    (
      "%1: (vec 2) = + %x.0, %x.0\nyield %x.0",
      "@f: %1: (vec 2) = + %x.0, %x.0: + gives real"
    ),
    (
      "%1: real = + %x.0\nyield %1",
      "@f: %1: real = + %x.0: + does not take real []"
    ),
    (
      "%1: (vec 2) = vec %x.0, %x.0\n%2: (vec 3) = vec %x.0, %x.0, %x.0\n%3: (vec 2) = + %1, %2\nyield %x.0",
      "@f: %3: (vec 2) = + %1, %2: + does not take (vec 2), (vec 3) []"
    ),
    (
      "%1: (vec 2) = vec %x.0, %x.0\nyield %1",
      "@f: yield %1: the region must yield real"
    ),
    ("recur %x.0", "@f: recur %x.0: only loops and scans recur"),
    (
      "branch %x.0 { yield %x.0 } else { yield %x.0 }",
      "@f: branch %x.0 {: only bodies of loops and scans branch"
    ),
    (
      "%1: real = if %x.0 { yield %x.0 } else { yield %x.0, %x.0 }\nyield %1",
      "@f: yield %x.0, %x.0: the region must yield real"
    ),
    (
      "%1: real = loop (%a.2: real = %x.0) { branch %a.2 { recur } else { yield %a.2 } }\nyield %1",
      "@f: recur : the region must recur with real"
    ),
    (
      "%1: (vec 3) = scan 2 (%a.2: real = %x.0) { recur %a.2 }\nyield %x.0",
      "@f: %1: (vec 3) = scan 2 (%a.2: real = %x.0) {: the scan gives (vec 2)"
    ),
    (
      "%1: (vec 2) = scan 2 (%a.2: real = %x.0) { yield %a.2 }\nyield %x.0",
      "@f: yield %a.2: a scan cannot yield"
    ),
    (
      "%1: (vec 3) = tabulate 2 (%i.2: real) { yield %i.2 }\nyield %x.0",
      "@f: %1: (vec 3) = tabulate 2 (%i.2: real) {: its results do not have 2 rows"
    ),
    (
      "%1: real = pack %x.0\nyield %x.0",
      "@f: %1: real = pack %x.0: it gives a tape"
    ),
    (
      "%1: real = unpack %x.0\nyield %1",
      "@f: %1: real = unpack %x.0: it unpacks tape"
    ),
    (
      "%1: real = fold 2 (%i.2: real, %s.3: real = %x.0) { yield %s.3 }\nyield %1",
      "@f: yield %s.3: a fold cannot yield"
    ),
    (
      "%1: real = fold 2 (%s.2: real = %x.0) { recur %s.2 }\nyield %1",
      "@f: %1: real = fold 2 (%s.2: real = %x.0) {: its region's parameters are not real, real"
    ),
    (
      "%1: real, %2: real = recorded-loop [0] (%s.3: real = %x.0) { yield %s.3 }\nyield %1",
      "@f: %1: real, %2: real = recorded-loop [0] (%s.3: real = %x.0) {: its last result is a tape"
    ),
    (
      "%1: real, %2: tape = recorded-loop [1] (%s.3: real = %x.0) { yield %s.3 }\nyield %1",
      "@f: %1: real, %2: tape = recorded-loop [1] (%s.3: real = %x.0) {: it records what it does not carry"
    ),
    (
      "%1: tape = pack %x.0\n%2: real = reverse-loop %1 (%s.3: real, %d.4: real = %x.0) { yield %d.4 } replay (%s.5: real) { recur %s.5 }\nyield %2",
      "@f: yield %d.4: a reverse loop cannot yield"
    ),
    (
      "%1: tape = pack %x.0\n%2: real = reverse-loop %1 (%s.3: real, %d.4: real = %x.0) { recur %d.4 } replay (%s.5: real) { yield %s.5 }\nyield %2",
      "@f: yield %s.5: the region must yield nothing"
    ),
    (
      "%1: real = call @f(%x.0, %x.0)\nyield %1",
      "@f: %1: real = call @f(%x.0, %x.0): @f takes real"
    ),
    (
      "%1: real = if %x.0 { %2: real = 1.0\nyield %2 } else { yield %2 }\nyield %1",
      "@f: yield %2: an operand is not defined here"
    ),
  ]) func rejects(body: String, message: String) throws {
    let text = "input x : real\nentry function @f(%x.0: real) -> real {\n\(body)\n}"
    #expect(Verifier.verify(try IRParser.parse(text)) == [message])
  }

  @Test func rejectsWhatTextCannotSay() throws {
    let text = """
      input x : real
      entry function @f(%x.0: real) -> real {
        %1: real = 1.0
        %2: real = if %x.0 {
          yield %x.0
        } else {
          yield %1
        }
        yield %2
      }
      """
    var reused = try IRParser.parse(text)
    reused.regions[0] = reused.regions[1]
    let body = reused[reused.entry].body
    guard case .conditional(let condition, let then, _) = reused[body].bindings[1].operation else {
      Issue.record("the text has changed")
      return
    }
    reused[body].bindings[1].operation = .conditional(condition, then: then, else: then)
    #expect(Verifier.verify(reused).contains { $0.hasSuffix("is used twice") })

    var twice = try IRParser.parse(text)
    twice[body].bindings.append(twice[body].bindings[0])
    #expect(Verifier.verify(twice) == ["@f: %1: real = 1.0: a value is defined twice"])

    var early = try IRParser.parse(text)
    early[body].bindings.swapAt(0, 1)
    #expect(Verifier.verify(early) == ["@f: yield %2: an operand is not defined here"])

    var inputs = try IRParser.parse(text)
    inputs.inputs = []
    #expect(
      Verifier.verify(inputs)
        == ["@f: the entry's parameters are not the inputs and trainable parameters"])
  }
}
