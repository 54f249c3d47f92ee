import Diagnostics

/// What a call from another language gets: a document, and what goes as it is: long texts, or code.
package struct Answer: Sendable {
  let document: JSONValue
  let texts: [String]
  package let code: [UInt8]

  init(_ document: JSONValue, texts: [String] = [], code: [UInt8] = []) {
    self.document = document
    self.texts = texts
    self.code = code
  }

  /// An answer of which the shell's author alone can make sense.
  package init(_ error: RequestError) { self.init(["error": .string(error.message)]) }

  /// The document as JSON, and each text behind a null byte, in UTF-8; neither has null bytes. Code,
  /// which may have some, comes behind it in the place of texts.
  package var opening: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.reduce(512) { $0 + $1.utf8.count })
    document.write(to: &bytes)
    for text in texts {
      bytes.append(0)
      bytes += text.utf8
    }
    if !code.isEmpty { bytes.append(0) }
    return bytes
  }
}
