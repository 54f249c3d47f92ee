import Types

/// A program as a library for C: what its header declares and its wrapper defines.
package struct CLibrary: Sendable {
  /// Something the caller passes.
  package struct Variable: Hashable, Sendable {
    /// The name as the source spells it.
    package let name: String
    package let sizes: [Int]
    /// The initial value of a parameter; `nil` for an input.
    package let initial: [Double]?

    package init(name: String, sizes: [Int], initial: [Double]? = nil) {
      self.name = name
      self.sizes = sizes
      self.initial = initial
    }

    /// How many numbers it has.
    var count: Int { sizes.reduce(1, *) }
  }

  /// A type of numbers in C.
  package enum Number: String, CaseIterable, Sendable {
    case float32, float64

    /// The type's name in C.
    package var type: String { self == .float32 ? "float" : "double" }
  }

  /// A kernel that the wrapper calls.
  package struct Kernel: Sendable {
    package let symbol: String
    /// The kernel with careful derivatives, to be called where the other is uncertain; it has the same
    /// sites. `nil` where there is nothing to be uncertain about.
    package let carefulSymbol: String?
    /// For each site of an error, what to say.
    package let messages: [String]

    package init(symbol: String, carefulSymbol: String? = nil, messages: [String]) {
      self.symbol = symbol
      self.carefulSymbol = carefulSymbol
      self.messages = messages
    }
  }

  /// A function of the library: one type of numbers, with or without gradients.
  package struct Function: Sendable {
    package let number: Number
    package let hasGradients: Bool
    /// The kernel for one item, and the one for many.
    package let one: Kernel
    package let many: Kernel

    package init(number: Number, hasGradients: Bool, one: Kernel, many: Kernel) {
      self.number = number
      self.hasGradients = hasGradients
      self.one = one
      self.many = many
    }
  }

  /// What all names start with: a C identifier.
  package let prefix: String
  /// The first line of the files: who wrote them, and from what.
  package let origin: String
  /// Inputs, then parameters.
  package let variables: [Variable]
  package let resultSizes: [Int]
  package let functions: [Function]
  /// Whether functions call themselves, so that the size of the stack matters.
  package let isRecursive: Bool
  /// The names of the variables in C.
  let names: [String]
  /// Everything that can go wrong in the program; the status of the first is 1.
  let messages: [String]

  package init(
    prefix: String, origin: String, variables: [Variable], resultSizes: [Int],
    functions: [Function], isRecursive: Bool
  ) {
    self.prefix = prefix
    self.origin = origin
    self.variables = variables
    self.resultSizes = resultSizes
    self.functions = functions
    self.isRecursive = isRecursive
    names = CIdentifier.unique(variables.map(\.name))
    var messages: [String] = []
    var known: Set<String> = []
    for message in functions.flatMap({ $0.one.messages + $0.many.messages })
    where known.insert(message).inserted {
      messages.append(message)
    }
    self.messages = messages
  }
}
