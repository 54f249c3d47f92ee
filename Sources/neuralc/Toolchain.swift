/// What turns kernels and C into a library: clang, and `ar` for archives.
struct Toolchain {
  let folder: TemporaryFolder
  let march: String
  let sanitizes: Bool
  /// The files in the folder.
  private(set) var names = ["output.txt"]
  private var objects: [String] = []

  init(folder: TemporaryFolder, march: String, sanitizes: Bool) {
    self.folder = folder
    self.march = march
    self.sanitizes = sanitizes
  }

  /// The bytes of the processor's largest vectors.
  mutating func vectorBytes() throws -> Int {
    let macros = try run(
      ["clang"] + machine + ["-dM", "-E", "-x", "c", "/dev/null"],
      onFailure: "clang does not know the processor \(march)")
    let defined = Set(
      macros.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst().first })
    if defined.contains("__AVX512F__") { return 64 }
    return defined.contains("__AVX__") ? 32 : 16
  }

  /// Writes a file.
  mutating func write(_ text: String, to name: String) throws {
    names.append(name)
    try Files.write(text, to: folder.file(name))
  }

  /// Compiles a file of C or LLVM IR.
  mutating func compile(_ text: String, as name: String) throws {
    try write(text, to: name)
    let object = name + ".o"
    names.append(object)
    objects.append(folder.file(object))
    let sanitizers = sanitizes ? ["-fsanitize=address,undefined", "-g"] : []
    _ = try run(
      ["clang", "-c", "-O2", "-fPIC"] + machine + sanitizers
        + [folder.file(name), "-o", folder.file(object)],
      onFailure: "clang could not compile \(name)")
  }

  /// Makes the library out of what was compiled.
  mutating func link(_ target: LibraryTarget) throws {
    names.append(target.library)
    let path = folder.file(target.library)
    let command =
      switch target.form {
      case .shared:
        ["clang", "-shared"] + (sanitizes ? ["-fsanitize=address,undefined"] : [])
          + objects + ["-lm", "-o", path]
      case .archive: ["ar", "rcs", path] + objects
      case .object: ["clang", "-r", "-nostdlib"] + objects + ["-o", path]
      }
    _ = try run(command, onFailure: "\(target.library) could not be linked")
  }

  private var machine: [String] { ["-march=\(march)", "-Wno-override-module"] }

  /// Runs a program of the toolchain; what it writes.
  private func run(_ command: [String], onFailure problem: String) throws -> String {
    let program = command[0]
    let output = folder.file("output.txt")
    guard let result = try Processes.run(command, outputThrough: output) else {
      throw Failure.usage(
        "\(program) is needed to build a library, and there is no \(program) command")
    }
    guard result.isSuccess else {
      let lines = result.output.split(separator: "\n")
      let reason = lines.first { $0.contains("error:") } ?? lines.first ?? ""
      throw Failure.usage("\(problem): \(reason)")
    }
    return result.output
  }
}
