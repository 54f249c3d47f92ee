import ArgumentParser
import Compiler
import Primitives

/// `neuralc primitives`
struct PrimitivesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "primitives",
    abstract: "Lists the operations of the language, or shows all there is to know of some.")

  // A name such as `-` is no option.
  @Argument(
    parsing: .allUnrecognized,
    help: "Operations such as sin; without any, all are listed.")
  var names: [String] = []

  func run() throws {
    if names.isEmpty { return list() }
    let pages = try names.map { name in
      do throws(Reference.Missing) {
        return try Reference.page(ofOperation: name)
      } catch {
        throw Failure.usage(
          "there is no operation `\(error.word)`; "
            + (error.advice ?? "`neuralc primitives` lists all"))
      }
    }
    Console.print(pages.joined(separator: "\n"))
  }

  private func list() {
    for family in Primitive.Family.allCases {
      Console.print("\(family.rawValue)\n")
      for primitive in Primitive.all where primitive.family == family && !primitive.isInternal {
        let names = ([primitive.name] + primitive.aliases).joined(separator: ", ")
        Console.print("  \(names)\n      \(primitive.summary)")
      }
      Console.print("")
    }
  }
}
