import Diagnostics

/// Lays a program out in the one canonical way: only white space changes, comments and single blank
/// lines stay, and what is laid out so already stays as it is.
package enum Formatter {
  /// The program in canonical layout, or `nil` where it cannot be read.
  package static func format(_ source: SourceFile) -> String? {
    var diagnostics = DiagnosticBag()
    _ = Reader.read(source, diagnostics: &diagnostics)
    if diagnostics.hasErrors { return nil }
    let output = source.bytes.withUnsafeBufferPointer { bytes in
      var layout = Layout(FormatTokens(bytes))
      layout.run()
      return layout.output
    }
    return String(decoding: output, as: UTF8.self)
  }
}
