/// Where a library goes, and what it is.
struct LibraryTarget {
  /// How a library can be linked.
  enum Form {
    case shared, archive, object
  }

  let form: Form
  /// The folder that it goes to.
  let folder: String
  /// The file name of the library.
  let library: String
  /// The file name of the header.
  let header: String

  /// Takes the form from the ending.
  init(output: String) {
    let separator = output.lastIndex(of: "/")
    folder = separator.map { $0 == output.startIndex ? "/" : String(output[..<$0]) } ?? "."
    let name = separator.map { String(output[output.index(after: $0)...]) } ?? output
    let forms: [(ending: String, form: Form)] = [
      (".so", .shared), (".dylib", .shared), (".a", .archive), (".o", .object),
    ]
    let known = forms.first { name.hasSuffix($0.ending) && name.count > $0.ending.count }
    form = known?.form ?? .shared
    library = known == nil ? name + Self.sharedEnding : name
    header = (known.map { String(name.dropLast($0.ending.count)) } ?? name) + ".h"
  }

  /// Where a file goes.
  func path(of file: String) -> String { folder == "/" ? "/\(file)" : "\(folder)/\(file)" }

  #if canImport(Darwin)
    private static let sharedEnding = ".dylib"
  #else
    private static let sharedEnding = ".so"
  #endif
}
