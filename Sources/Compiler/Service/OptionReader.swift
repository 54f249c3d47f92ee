import Elaboration
import LLVMBackend
import Primitives

/// Reads the options of a request, record by record.
struct OptionReader {
  /// One option.
  enum Option {
    /// What messages call the text.
    case file(String)
    case input(ElaborationOptions.InputOption)
    case parameter(ElaborationOptions.ParameterOption)
    case entry(String)
    case iterations(Int)
    case depth(Int)
    case value(NamedValue)
    case subject(String)
    case mode(KernelOptions.Mode)
    case elementType(ElementType)
    case lanes(Int)
    case width(Int)
    case derivatives(KernelOptions.Derivatives)
    case placement([Placement])
    case wrt([Int])
    case size(String, Int)
    case baseline(Set<String>)
  }

  private var records: Records
  private var numbers: ArraySlice<Double>

  init(_ records: [UInt8], numbers: [Double]) {
    self.records = Records(records)
    self.numbers = numbers[...]
  }

  /// The next option; `nil` at the end.
  mutating func next() throws(RequestError) -> Option? {
    if records.isAtEnd {
      guard numbers.isEmpty else { throw .malformed("there are more numbers than shapes ask for") }
      return nil
    }
    switch try records.field() {
    case "file": return .file(try records.field())
    case "input":
      return .input(.init(name: try records.field(), type: try records.field()))
    case "parameter":
      return .parameter(.init(name: try records.field(), initial: try value()))
    case "entry": return .entry(try records.field())
    case "iterations": return .iterations(try records.integer())
    case "depth": return .depth(try records.integer())
    case "value": return .value(NamedValue(name: try records.field(), value: try value()))
    case "subject": return .subject(try records.field())
    case "mode": return .mode(try choice())
    case "dtype": return .elementType(try choice())
    case "lanes": return .lanes(try records.integer())
    case "width": return .width(try records.integer())
    case "derivatives": return .derivatives(try choice())
    case "placement": return .placement(try placement())
    case "wrt": return .wrt(try positions())
    case "size": return .size(try records.field(), try records.integer())
    case "baseline":
      return .baseline(Set(try records.field().split(separator: " ").map(String.init)))
    case let key: throw .malformed("there is no option `\(key)`")
    }
  }

  /// One of a few words.
  private mutating func choice<Choice: RawRepresentable<String>>() throws(RequestError) -> Choice {
    let word = try records.field()
    guard let choice = Choice(rawValue: word) else { throw .malformed("`\(word)` is no choice") }
    return choice
  }

  /// A letter for each input and output.
  private mutating func placement() throws(RequestError) -> [Placement] {
    var result: [Placement] = []
    for letter in try records.field() {
      guard let place = Placement(rawValue: letter) else {
        throw .malformed("`\(letter)` is no placement")
      }
      result.append(place)
    }
    return result
  }

  /// Positions, with spaces between them.
  private mutating func positions() throws(RequestError) -> [Int] {
    var positions: [Int] = []
    for word in try records.field().split(separator: " ") {
      guard let position = Int(word) else { throw .malformed("`\(word)` is no position") }
      positions.append(position)
    }
    return positions
  }

  /// A shape from the records, and as many numbers.
  private mutating func value() throws(RequestError) -> Value {
    let shape = try records.shape()
    let (count, overflow) = shape.reduce((1, false)) {
      let (product, overflow) = $0.0.multipliedReportingOverflow(by: $1)
      return (product, $0.1 || overflow)
    }
    guard !overflow, count <= numbers.count else {
      throw .malformed("there are fewer numbers than shapes ask for")
    }
    defer { numbers = numbers.dropFirst(count) }
    return Value(shape: shape, elements: Array(numbers.prefix(count)))
  }
}
