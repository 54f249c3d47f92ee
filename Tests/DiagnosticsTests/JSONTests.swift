import Foundation
import Testing

@testable import Diagnostics

/// JSON as other programs read it.
@Suite struct JSONTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (.integer(-42), "-42"), (.number(1.5), "1.5"),
      (.number(-0.0), "-0.0"), (.number(0.1), "0.1"), (.number(.leastNonzeroMagnitude), "5e-324"),
      (.number(1e22), "1e+22"), (.number(.nan), "NaN"), (.number(.infinity), "Infinity"),
      (.number(-.infinity), "-Infinity"), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
      ("\u{0}\u{1F}\u{7F}θ😀", "\"\\u0000\\u001f\u{7F}θ😀\""), ([], "[]"),
      ([1, "x", nil], "[1, \"x\", null]"),
      ([:], "{}"), (["b": 1, "a": [true]], #"{"b": 1, "a": [true]}"#),
    ] as [(JSONValue, String)])
  func writes(_ value: JSONValue, _ expected: String) {
    #expect(value.text == expected)
  }

  @Test func stringsReadBack() throws {
    for _ in 0..<200 {
      let scalars = (0..<40).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x10FFFF))
          ?? Unicode.Scalar(UInt32.random(in: 0...0x7F))
      }
      var string = ""
      string.unicodeScalars.append(contentsOf: scalars)
      let data = Data(JSONValue.array([.string(string)]).bytes)
      let read = try #require(JSONSerialization.jsonObject(with: data) as? [String])
      #expect(read[0].unicodeScalars.elementsEqual(string.unicodeScalars), "\(scalars)")
    }
  }

  @Test func numbersReadBack() {
    for _ in 0..<1_000 {
      let number = Double(bitPattern: .random(in: 0...UInt64.max))
      guard number.isFinite else { continue }
      #expect(Double(JSONValue.number(number).text) == number, "\(number)")
    }
  }

  @Test func diagnosticsAsData() {
    let source = SourceFile(text: "a\nθ b")
    let diagnostic = Diagnostic(
      .undeclaredName, "the name", at: Span(5, 6), hint: "h",
      notes: [.init("n", at: .none)], fixIt: .init(replace: Span(2, 4), with: "c"))
    #expect(
      JSONRenderer(source: source).render([diagnostic]).text == """
        [{"code": "NC302", "severity": "error", "message": "the name", "span": {"start": \
        {"line": 2, "column": 3, "offset": 5}, "end": {"line": 2, "column": 4, "offset": 6}}, \
        "hint": "h", "notes": [{"message": "n", "span": null}], "fix": {"span": {"start": \
        {"line": 2, "column": 1, "offset": 2}, "end": {"line": 2, "column": 2, "offset": 4}}, \
        "replacement": "c"}}]
        """)
  }
}
