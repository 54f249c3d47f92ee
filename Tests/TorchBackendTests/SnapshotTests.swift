import Foundation
import IR
import Testing
import TorchBackend

/// Programs as IR with the Python that they become, side by side in one file each.
@Suite struct SnapshotTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")
  /// The line between the two.
  private static let separator = "\n======== python ========\n"
  private static let updates = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil

  static var names: [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
  }

  @Test(arguments: names) func emitsWhatWasRecorded(name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let parts = try String(contentsOf: file, encoding: .utf8)
      .components(separatedBy: Self.separator)
    let program = try IRParser.parse(parts[0])
    #expect(Verifier.verify(program) == [])
    let module = TorchEmitter.emit(
      program,
      source: SourceInfo(
        text: Array(parts[0].utf8), fileName: name.replacingOccurrences(of: ".txt", with: ".ir"),
        compilerVersion: "0.0"))
    if parts.count > 1, parts[1] == module.code { return }
    if parts.count == 1 || Self.updates {
      try (parts[0] + Self.separator + module.code).write(
        to: file, atomically: true, encoding: .utf8)
    }
    if parts.count == 1 {
      Issue.record("\(name) had no Python; it was recorded")
    } else {
      #expect(parts[1] == module.code)
    }
  }
}
