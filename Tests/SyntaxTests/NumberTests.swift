import Testing

@testable import Syntax

/// Numbers are read as the nearest double.
@Suite struct NumberTests {
  /// The number that a text reads as.
  private func value(_ text: String) -> Double? {
    let reading = Reading(text)
    guard reading.codes.isEmpty, reading.tree.roots.count == 1,
      case .number(let value) = reading.tree[reading.tree.roots[0]].kind
    else { return nil }
    return value
  }

  @Test(arguments: [
    ("42", 42), ("-1.5", -1.5), ("+5", 5), (".5", 0.5), ("-.5", -0.5), ("5.", 5), ("1e-3", 1e-3),
    ("1E+3", 1e3), ("1/2", 0.5), ("-1/3", -1.0 / 3.0), ("0/5", 0), ("6.02214076e23", 6.02214076e23),
    ("1e400", .infinity), ("-1e400", -.infinity), ("1e-400", 0),
    ("1e99999999999999999999999999", .infinity), ("1e-99999999999999999999999999", 0),
    ("0e99999999999999999999999999", 0), ("4.9e-324", .leastNonzeroMagnitude),
    ("2.4703282292062327e-324", 0), ("2.4703282292062328e-324", .leastNonzeroMagnitude),
    ("1.7976931348623158e308", .greatestFiniteMagnitude), ("1.7976931348623159e308", .infinity),
    ("9007199254740993", 9_007_199_254_740_992),
    ("9007199254740993.00000000000000000001", 9_007_199_254_740_994),
    ("1e22", 1e22), ("1e23", 1e23), ("0.1", 0.1),
  ])
  func reads(_ text: String, _ expected: Double) {
    #expect(value(text) == expected)
  }

  @Test func zeroKeepsItsSign() {
    #expect(value("-0")?.sign == .minus)
    #expect(value("-0.0")?.sign == .minus)
    #expect(value("0")?.sign == .plus)
  }

  /// Bits as Python's exact rational arithmetic rounds them, ties among them.
  @Test(
    arguments: [
      ("-766646362719841140495133678590781286738/82", 0xc79c_2279_5d68_8fd8),
      ("-5206322/6694658616502537817838823118972056259", 0xb9af_8beb_f3e5_6f96),
      ("524476184812/461321856797780769", 0x3eb3_12f1_4213_cbb9),
      (
        "1673260985806512099999999999999999999/450359962737049600000000000000000000",
        0x400d_b91c_2960_a970
      ),
      ("44191490973802660365183/24646988330", 0x427a_175c_6a71_a55d),
      ("-27904433426/4728041746335638551467555140614242848524361753427", 0xb800_1106_4a2b_09ca),
      (
        "-133938715551070223568232752297/4649171003124804356209489500560995695691",
        0xbdbf_ad0e_d261_4d09
      ),
      (
        "864389510991145173035342259814399999999999999999999999/100000000000000000000000",
        0x465b_467b_9ceb_4909
      ),
      ("9007199254740993/1", 0x4340_0000_0000_0000), ("9007199254740995/1", 0x4340_0000_0000_0002),
      ("900719925474099300000000000000000001/100000000000000000000", 0x4340_0000_0000_0001),
      ("900719925474099300000000000000000000/100000000000000000000", 0x4340_0000_0000_0000),
    ] as [(String, UInt64)])
  func rationalsAreRoundedOnce(_ text: String, _ bits: UInt64) {
    #expect(value(text)?.bitPattern == bits)
  }

  @Test func enormousRationalsOverflowAndVanish() {
    let huge = "1" + String(repeating: "0", count: 400)
    #expect(value("\(huge)/3") == .infinity)
    #expect(value("3/\(huge)") == 0)
    #expect(value("\(huge)7/\(huge)5") == 1)
  }

  /// Every double reads back from its shortest decimal form and from its exact quotient.
  @Test func doublesReadBack() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let number = Double(bitPattern: generator.next() & 0x7FFF_FFFF_FFFF_FFFF)
      guard number.isFinite else { continue }
      #expect(value("\(number)") == number, "seed \(seed)")
      let whole = (generator.next() >> 11, (generator.next() >> 11) | 1)
      #expect(value("\(whole.0)/\(whole.1)") == Double(whole.0) / Double(whole.1), "seed \(seed)")
    }
  }

  @Test func longDigitsTakeLinearTime() {
    let digits = String(repeating: "7", count: 1_000_000)
    #expect(value("\(digits)/\(digits)3") == 0.1)
    #expect(value("0.\(digits)") == 7.0 / 9.0)
  }

  @Test(arguments: [
    ("1_000", "1000"), ("1_0", "10"), ("1'000", "1000"), ("1'000'000", "1000000"),
    ("0x10", "16"), ("-0xff", "-255"), ("0b101", "5"), ("0o17", "15"), ("#xFF", "255"),
    ("--5", "5"), ("-+5", "-5"), ("+-5", "-5"), ("1.5/2", "(/ 1.5 2)"), ("1/2/3", "(/ 1 2 3)"),
  ])
  func malformedNumbersHaveFixIts(_ text: String, _ replacement: String) {
    let reading = Reading("(f \(text))")
    #expect(reading.codes == ["NC104"])
    #expect(reading.data == "(f <error>)")
    #expect(reading.diagnostics.first?.fixIt?.replacement == replacement)
    #expect(reading.diagnostics.first?.span.start == 3)
    #expect(reading.diagnostics.first?.span.end == 3 + text.utf8.count)
  }

  /// A comma is a decimal point to some and separates for others: nothing is certain.
  @Test(arguments: [
    ("2,5", "`2.5`"), ("2,5", "`2 5`"), ("1,000", "`1.000`"), ("1,000", "`1000`"),
    ("1,2,3", "`1 2 3`"), ("1,000,000", "`1000000`"), ("1'5", "`15`"), ("-3-x", "(- -3 x)"),
  ])
  func uncertainNumbersHaveHintsOnly(_ text: String, _ part: String) {
    let reading = Reading("(f \(text))")
    #expect(reading.codes == ["NC104"])
    #expect(reading.diagnostics.first?.hint?.contains(part) == true)
    #expect(reading.diagnostics.first?.fixIt == nil)
  }

  @Test(arguments: [
    ("1/0", "denominator"), ("1e", "no digits"), ("1e+", "no digits"), ("1e5.5", "whole number"),
    ("1.2.3", "one decimal point"), ("2x", "(* 2 x)"), ("2pi", "(* 2 pi)"), ("50%", "50/100"),
    ("1+", "written"), ("-3-4", "(- -3 4)"), ("0xZZ", "hexadecimal"), ("٣", "0 to 9"),
    ("+-.5x", "sign"),
  ])
  func malformedNumbersHaveHints(_ text: String, _ part: String) {
    let reading = Reading(text)
    #expect(reading.codes == ["NC104"])
    #expect(reading.diagnostics.first?.hint?.contains(part) == true)
  }
}
