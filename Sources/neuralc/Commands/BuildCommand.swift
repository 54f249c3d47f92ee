import ArgumentParser
import CLibrary
import Compiler

/// `neuralc build`
struct BuildCommand: ParsableCommand {
  /// What can be built.
  enum Artefact: String, CaseIterable, ExpressibleByArgument {
    case cLibrary = "c-library"
  }

  /// Types of numbers.
  enum NumberType: String, CaseIterable, ExpressibleByArgument {
    case float32, float64, both

    /// The types of C that are meant.
    var numbers: [CLibrary.Number] {
      switch self {
      case .float32: [.float32]
      case .float64: [.float64]
      case .both: [.float64, .float32]
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds a program as a library for C, with its gradients, by way of clang.",
    discussion: """
      Beside the library a header of the same name is written. The ending of its name says what is \
      built: .so or .dylib a shared library, .a a static one, .o an object file; without any of \
      these the platform's ending for shared libraries is added.
      """)

  @OptionGroup var options: ProgramOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the library.", valueName: "file"))
  var output: String

  @Option(help: "What to build: \(Artefact.allCases.map(\.rawValue).joined(separator: ", ")).")
  var emit = Artefact.cLibrary

  @Option(
    name: .customLong("dtype"),
    help: "Types of numbers: \(NumberType.allCases.map(\.rawValue).joined(separator: ", ")).")
  var numberType = NumberType.both

  @Option(
    name: .customLong("size"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Sets a size that the program leaves open.", valueName: "name=n"))
  var sizes: [Assignment] = []

  @Option(
    help: ArgumentHelp("The processor, as clang's -march names it.", valueName: "processor"))
  var march = "native"

  @Option(
    help: ArgumentHelp(
      "What the names of the functions start with (default: the name of FILE).", valueName: "name"))
  var name: String?

  @Flag(help: "Lets AddressSanitizer check every access to memory, in the kernels too.")
  var sanitize = false

  func run() throws {
    let program = try options.program()
    let target = LibraryTarget(output: output)
    let folder = try TemporaryFolder(in: target.folder)
    var toolchain = Toolchain(folder: folder, march: march, sanitizes: sanitize)
    defer { folder.remove(toolchain.names) }
    let library = try sources(
      of: program,
      CLibraryOptions(
        prefix: CIdentifier.spelling(of: name ?? Self.stem(of: options.file)),
        numbers: numberType.numbers, vectorBytes: try toolchain.vectorBytes(),
        sizes: try namedSizes(), checksMemory: sanitize))
    try toolchain.write(library.header, to: target.header)
    for (file, text) in library.files(header: target.header) {
      try toolchain.compile(text, as: file)
    }
    try toolchain.link(target)
    try folder.move(target.header, to: target.path(of: target.header))
    try folder.move(target.library, to: target.path(of: target.library))
  }

  /// The sources of the library.
  private func sources(
    of program: AcceptedProgram, _ options: CLibraryOptions
  ) throws -> CLibrarySources {
    do throws(KernelError) {
      return try program.cLibrary(options)
    } catch {
      throw Failure.usage(error.message)
    }
  }

  /// The sizes that are given, by name.
  private func namedSizes() throws -> [String: Int] {
    var result: [String: Int] = [:]
    for size in sizes {
      guard let number = Int(size.text), number >= 0 else {
        throw Failure.usage(
          "the size \(size.name) must be a whole number from 0, not '\(size.text)'")
      }
      guard result.updateValue(number, forKey: size.name) == nil else {
        throw Failure.usage("the size \(size.name) is given twice")
      }
    }
    return result
  }

  /// The name of a program's file without folder and ending.
  private static func stem(of file: String) -> String {
    guard file != "-" else { return "program" }
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? name
  }
}
