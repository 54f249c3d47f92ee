import Foundation
import IR
import LLVMBackend
import Primitives
import Testing

/// Programs as IR with the kernels that they become, side by side in one file each. The first line
/// says for which type and how many lanes; what all kernels have alike is left out.
@Suite struct SnapshotTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")
  /// The line between the two.
  private static let separator = "\n======== llvm ========\n"
  private static let updates = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil

  static var names: [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
  }

  @Test func thereAreSnapshots() { #expect(Self.names.count >= 3) }

  @Test(arguments: names) func emitsWhatWasRecorded(name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let parts = try String(contentsOf: file, encoding: .utf8)
      .components(separatedBy: Self.separator)
    let program = try IRParser.parse(
      parts[0].split(separator: "\n").dropFirst().joined(separator: "\n"))
    #expect(Verifier.verify(program) == [])
    let text = core(of: KernelEmitter.emit(program, try layout(parts[0])).text)
    if parts.count > 1, parts[1] == text { return }
    if parts.count == 1 || Self.updates {
      try (parts[0] + Self.separator + text).write(to: file, atomically: true, encoding: .utf8)
    }
    if parts.count == 1 {
      Issue.record("\(name) had no kernel; it was recorded")
    } else {
      #expect(parts[1] == text)
    }
  }

  /// `;; float64 lanes 4`, or `;; float64 lanes 2 directions 2 4`: from one parameter to before another.
  private func layout(_ text: String) throws -> KernelLayout {
    let words = text.prefix { $0 != "\n" }.split(separator: " ").map(String.init)
    let directions = words.dropFirst(5).compactMap(Int.init)
    return KernelLayout(
      elementType: try #require(ElementType(rawValue: words[1])),
      lanes: try #require(Int(words[3])),
      directions: directions.count == 2 ? directions[0]..<directions[1] : 0..<0)
  }

  /// What a kernel does for a group of items: from the loads of its inputs to where results are
  /// written.
  private func core(of text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.lastIndex { $0.hasPrefix("loaded") } ?? lines.lastIndex { $0 == "items:" }
    let end = lines.lastIndex { $0 == "finish:" } ?? lines.endIndex
    guard let start, start < end else { return text }
    return lines[start..<end].joined(separator: "\n") + "\n"
  }
}
