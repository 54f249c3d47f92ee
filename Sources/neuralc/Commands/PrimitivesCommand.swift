import ArgumentParser
import Compiler
import Primitives

/// `neuralc primitives`
struct PrimitivesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "primitives", abstract: "Lists the operations of the language.")

  func run() {
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
