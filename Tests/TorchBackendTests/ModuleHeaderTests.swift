import IR
import Testing
import TorchBackend

@Suite struct ModuleHeaderTests {
  private let program = """
    input x : real
    entry function @f(%x: real) -> real {
      yield %x
    }
    """

  /// Line numbers in tracebacks hang on it.
  @Test(arguments: [
    "", "x", "x\n", "\n\nx\n; end\n\n\n", "; a\r\n\r\nx\r\n", "; \u{2028}x\u{85}\n", "\"\"\"\\\n\t",
  ])
  func knowsHowManyLinesItHas(text: String) throws {
    let module = TorchEmitter.emit(
      try IRParser.parse(program),
      source: SourceInfo(text: Array(text.utf8), fileName: "a\nb.scm", compilerVersion: "0.0"))
    let header = module.parts.header
    #expect(header.lineCount == header.text.utf8.count { $0 == 0x0A })
    #expect(module.code.hasPrefix(header.text))
  }
}
