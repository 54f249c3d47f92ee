import Foundation
import Testing

/// A program of the corpus: its text, and what its header expects.
struct ProgramFile: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let expectations: Expectations

  var testDescription: String { name }

  /// All programs of a folder of the corpus, by name.
  static func all(in folder: String) -> [ProgramFile] {
    let corpus = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(components: "Conformance", folder)
    let files =
      (try? FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "scm" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { file in
        guard let data = try? Data(contentsOf: file) else { return nil }
        let bytes = Array(data)
        return ProgramFile(
          name: file.deletingPathExtension().lastPathComponent, bytes: bytes,
          expectations: Expectations(header: String(decoding: bytes, as: UTF8.self)))
      }
  }
}
