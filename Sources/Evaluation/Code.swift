import Diagnostics
import IR
import Primitives
import Types

/// Where a value lives in the frame of its function: reals and other values in files of their own.
/// A tape is a real, its number.
struct Slot: Hashable {
  private let code: Int32

  private init(code: Int32) { self.code = code }

  static func real(_ index: Int32) -> Slot { Slot(code: index) }
  static func tensor(_ index: Int32) -> Slot { Slot(code: ~index) }

  var isReal: Bool { code >= 0 }
  /// The position in its file.
  var index: Int32 { isReal ? code : ~code }
}

/// One step of the machine. What `a` to `d` mean is said at each operation.
struct Instruction {
  enum Operation {
    /// real a ← constants[b]
    case constant
    /// tensor a ← full of constants[c], of type types[b]
    case fill
    /// real a ← real b
    case moveReal
    /// tensor a ← tensor b
    case moveTensor
    /// real a ← unary[c](real b)
    case unary
    /// real a ← binary[d](real b, real c)
    case binary
    /// real a ← variadic[d](c reals from slots[b])
    case variadic
    /// applications[a]
    case apply
    /// to instruction a
    case jump
    /// to instruction b if real a is zero
    case jumpIfFalse
    /// real a ← 0
    case startCount
    /// real a ← real a + 1
    case count
    /// to instruction c if real a is not below b
    case jumpIfCounted
    /// real a ← real a + 1; an error if loops[b] has had its rounds
    case nextRound
    /// tensor a ← no rows yet, of type types[b]
    case startRows
    /// tensor a ← the same with a row: real b
    case addReal
    /// tensor a ← the same with a row: tensor b
    case addRow
    /// real a ← the number of a new tape
    case startTape
    /// a row with slots b ..< b + c goes to the end of tape a
    case record
    /// real a ← the number of rows on tape b
    case countRows
    /// real a ← real a - 1; to instruction c if that is negative
    case previousRow
    /// slots c ..< c + d ← row (real b) of tape a
    case readRow
    /// calls[a]
    case call
    /// calls[a] instead of this activation
    case tailCall
    /// gives b values from slots[a]
    case giveBack
  }

  let operation: Operation
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0
}

/// A program as the machine runs it.
struct Code: Sendable {
  /// A primitive that works on more than reals.
  struct Application: Sendable {
    let primitive: PrimitiveID
    let operands: [Slot]
    let attributes: [Int]
    let result: Slot
    let span: Span
  }

  /// The use of a function.
  struct Call: Sendable {
    let callee: FunctionID
    let arguments: [Slot]
    let results: [Slot]
    let span: Span
    /// Whether caller and callee call each other in tail position, so that it is one more round.
    let isRound: Bool
  }

  /// What messages say of a loop.
  struct Loop: Sendable {
    let name: String
    let span: Span
  }

  /// A function's code and frame.
  struct Function: Sendable {
    var name = ""
    var span = Span.none
    var start: Int32 = 0
    var realCount: Int32 = 0
    var tensorCount: Int32 = 0
    var parameters: [Slot] = []
  }

  var instructions: [Instruction] = []
  var constants: [Double] = []
  var types: [Type] = []
  var unary: [@Sendable (Double) -> Double] = []
  var binary: [@Sendable (Double, Double) -> Double] = []
  var variadic: [@Sendable ([Double]) -> Double] = []
  var slots: [Slot] = []
  var applications: [Application] = []
  var calls: [Call] = []
  var loops: [Loop] = []
  var functions: [Function] = []
}
