import Primitives

/// Python functions that generated modules define when they need them.
enum RuntimeHelper {
  /// Names that no function of a program may have.
  static let allNames: Set<String> = [
    some.name, bare.name, outOfRange.name, checkedIndex.name, checkedNumber.name, attach.name,
    deepen.name,
  ]

  /// Whether any element of a mask is set: the one place where data decide what Python does.
  static let some = PythonHelper(
    "some",
    requires: [bare],
    source: #"""
      def some(mask):
          """Whether any element of the mask is set, also inside torch.func transforms."""
          if torch.compiler.is_dynamo_compiling():
              torch._dynamo.graph_break(msg="the program has a loop or recursion that depends on data")
          elif torch.compiler.is_compiling():
              raise RuntimeError("torch.export cannot trace a loop or recursion that depends on data")
          return bool(bare(mask).any())
      """#)

  /// A tensor without the transforms around it.
  static let bare = PythonHelper(
    "bare",
    source: #"""
      def bare(tensor):
          """The tensor inside all transforms of torch.func."""
          while torch._C._functorch.is_functorch_wrapped_tensor(tensor):
              tensor = torch._C._functorch.get_unwrapped(tensor)
          return tensor
      """#)

  /// The error of an index.
  static let outOfRange = PythonHelper(
    "out_of_range",
    source: #"""
      def out_of_range(index, length, place):
          """The error of an index outside 0 ... length - 1."""
          number = int(index) if abs(index) < 1e15 else index
          return IndexError(f"{place}: index {number} is out of range for size {length}")
      """#)

  /// A tensor as an index.
  static let checkedIndex = PythonHelper(
    "checked_index",
    requires: [some, bare, outOfRange],
    source: #"""
      def checked_index(index, length, place, active=None):
          """The index truncated toward zero; outside 0 ... length - 1 it is an error."""
          index = index.detach()
          inside = (index > -1) & (index < length)
          wrong = ~inside if active is None else active & ~inside
          if torch.compiler.is_compiling():
              message = f"{place}: an index is out of range for size {length}"
              torch._assert_async(~wrong.any(), message)
          elif some(wrong):
              found = bare(torch.where(wrong, index, float("nan"))).flatten()
              numbers = [*found[~found.isnan()].tolist(), float("nan")]
              raise out_of_range(numbers[0], length, place)
          return torch.where(inside, index, 0).to(torch.int64)
      """#)

  /// A Python number as an index.
  static let checkedNumber = PythonHelper(
    "checked_number",
    requires: [outOfRange],
    source: #"""
      def checked_number(index, length, place):
          """The index truncated toward zero; outside 0 ... length - 1 it is an error."""
          if not -1 < index < length:
              raise out_of_range(index, length, place)
          return int(index)
      """#)

  /// Room for recursion.
  static let deepen = PythonHelper(
    "deepen",
    source: #"""
      def deepen(depth):
          """Let Python recurse as deep as the program may."""
          limit = 3 * depth + 1000
          if sys.getrecursionlimit() < limit:
              sys.setrecursionlimit(limit)
      """#)

  /// A value on the graph of others.
  static let attach = PythonHelper(
    "attach",
    source: #"""
      def attach(value, *sources):
          """The value, with a gradient of zero for each of the sources."""
          for source in sources:
              value = torch.where(torch.ones_like(value, dtype=torch.bool), value, source)
          return value
      """#)
}
