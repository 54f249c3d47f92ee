import Foundation

/// A generated file.
struct Page {
  /// Where it stands, from the root of the project.
  let path: String
  let text: String
}

/// All generated files, compared with those on disk.
struct Pages {
  private let root: URL
  private let pages: [Page]
  /// The folder in which every file is generated.
  private static let diagnostics = "Docs/Diagnostics"

  /// The pages of the project in a directory.
  init(directory: String) {
    root = URL(fileURLWithPath: directory, isDirectory: true)
    pages =
      [
        Page(path: "Docs/Primitives.md", text: PrimitivesPage.text),
        Page(path: "Docs/Other-languages.md", text: VocabularyPage.text),
      ]
      + DiagnosticPages.all(in: Self.diagnostics)
  }

  /// Paths of files that are missing, differ, or should not be there.
  func stale() throws -> [String] {
    let outdated = pages.filter { current($0.path) != $0.text }.map(\.path)
    return (outdated + leftOver()).sorted()
  }

  /// Writes what is stale and removes what should not be there.
  func write() throws {
    for page in pages where current(page.path) != page.text {
      let file = root.appendingPathComponent(page.path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(page.text.utf8).write(to: file, options: .atomic)
    }
    for path in leftOver() {
      try FileManager.default.removeItem(at: root.appendingPathComponent(path))
    }
  }

  private func current(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Pages of diagnostics that no longer exist.
  private func leftOver() -> [String] {
    let folder = root.appendingPathComponent(Self.diagnostics)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let generated = Set(pages.map(\.path))
    return names.filter { $0.hasSuffix(".md") }.map { "\(Self.diagnostics)/\($0)" }
      .filter { !generated.contains($0) }
  }
}
