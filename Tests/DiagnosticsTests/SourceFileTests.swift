import Testing

@testable import Diagnostics

/// Lines and columns of byte offsets.
@Suite struct SourceFileTests {
  @Test(arguments: [(0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (6, 2, 3), (7, 3, 1), (99, 3, 1)])
  func positions(_ offset: Int, _ line: Int, _ column: Int) {
    let file = SourceFile(text: "ab\nθc\n")
    let position = file.position(at: offset)
    #expect(position.line == line)
    #expect(position.column == column)
  }

  @Test func linesComeWithoutTheirEnds() {
    let file = SourceFile(text: "ab\r\nc\n")
    #expect((1...3).map(file.line) == ["ab", "c", ""])
  }
}
