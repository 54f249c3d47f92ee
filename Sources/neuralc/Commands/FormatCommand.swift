import ArgumentParser
import Compiler
import Diagnostics

/// `neuralc format`
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format", abstract: "Lays a program out in the standard way.")

  @Argument(help: "The program, or - for standard input.", completion: .file(extensions: ["scm"]))
  var file: String

  @Flag(help: "Changes the file instead of printing it.")
  var inPlace = false

  @Flag(help: "Changes nothing; the exit status is 1 where the layout is not the standard one.")
  var check = false

  mutating func validate() throws {
    guard !(inPlace && check) else {
      throw ValidationError("--in-place and --check exclude each other")
    }
    guard !(inPlace && file == "-") else {
      throw ValidationError("standard input cannot be changed in place")
    }
  }

  func run() throws {
    let source = try ProgramOptions.source(of: file)
    switch Compiler.format(source) {
    case .text(let text): try finish(text, source)
    case .rejected(let compilation):
      compilation.show()
      throw Failure.rejected
    }
  }

  private func finish(_ text: String, _ source: SourceFile) throws {
    let isChanged = !text.utf8.elementsEqual(source.bytes)
    if check {
      if isChanged {
        throw Failure(status: .rejected, message: "\(source.name) is not in the standard layout")
      }
    } else if !inPlace {
      Console.write(text, to: 1)
    } else if isChanged {
      try Files.write(text, to: file)
    }
  }
}
