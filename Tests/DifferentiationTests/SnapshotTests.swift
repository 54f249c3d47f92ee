import Differentiation
import Foundation
import IR
import Testing

/// Programs and what becomes of them, as files `DerivativeCases/<mode>/<case>.ir`: the program, a line
/// that says `;;; becomes`, and its derivative by all inputs and parameters. A missing expectation is
/// recorded and fails.
@Suite struct SnapshotTests {
  static let separator = ";;; becomes\n"
  static let data = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "DerivativeCases")

  /// `<mode>/<case>.ir`, for all files there are.
  static let cases: [String] = {
    let files = FileManager.default.enumerator(atPath: data.path)
    return (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".ir") }.sorted()
  }()

  @Test func thereAreCases() { #expect(Self.cases.count >= 7) }

  @Test(arguments: cases) func becomesWhatTheFileSays(name: String) throws {
    let file = Self.data.appending(path: name)
    let parts = try String(contentsOf: file, encoding: .utf8)
      .components(separatedBy: Self.separator)
    let program = try IRParser.parse(parts[0])
    #expect(Verifier.verify(program) == [])
    let wrt = Array(0..<program.inputs.count + program.parameters.count)
    var result = ReverseMode.pullback(of: program, wrt: wrt)
    if name.hasPrefix("second/") { result = ForwardMode.pushforward(of: result, wrt: wrt) }
    #expect(Verifier.verify(result) == [])
    guard parts.count == 2 else {
      try (parts[0] + Self.separator + result.description)
        .write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(name) had no expectation; it has been recorded, read it")
      return
    }
    #expect(result.description == parts[1])
  }
}
