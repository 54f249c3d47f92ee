import Diagnostics

/// What a call from another language gets: a document, and long texts that go as they are.
package struct Answer: Sendable {
  let document: JSONValue
  let texts: [String]

  init(_ document: JSONValue, texts: [String] = []) {
    self.document = document
    self.texts = texts
  }

  /// An answer of which the shell's author alone can make sense.
  package init(_ error: RequestError) { self.init(["error": .string(error.message)]) }

  /// The document as JSON, and each text behind a null byte, in UTF-8. Neither JSON nor code has
  /// null bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.reduce(512) { $0 + $1.utf8.count })
    document.write(to: &bytes)
    for text in texts {
      bytes.append(0)
      bytes += text.utf8
    }
    return bytes
  }
}
