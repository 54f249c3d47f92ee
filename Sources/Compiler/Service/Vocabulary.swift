import Diagnostics
import Elaboration

extension ForeignWord {
  /// The table, for tests and tools.
  static var json: JSONValue { .array(all.map(\.json)) }

  private var json: JSONValue {
    [
      "names": .array(names.map { .string($0) }), "kind": .string(kind),
      "text": .string(text), "remark": remark.map { .string($0) } ?? .null,
      "advice": .string(advice(for: names[0])),
    ]
  }

  private var kind: String {
    switch translation {
    case .operation: "operation"
    case .expression: "expression"
    case .definition: "definition"
    case .words: "words"
    case .value: "value"
    case .memberValue: "member"
    }
  }

  private var text: String {
    switch translation {
    case .operation(let text), .expression(let text), .definition(let text), .words(let text),
      .value(let text), .memberValue(let text):
      text
    }
  }
}
