import Primitives

/// Python functions that generated modules define when they need them.
enum RuntimeHelper {
  /// Names that no function of a program may have.
  static let allNames: Set<String> = [
    some.name, checkedIndex.name, checkedNumber.name, attach.name, deepen.name,
  ]

  /// Whether any element of a mask is set: the one place where data decide what Python does.
  static let some = PythonHelper(
    "some",
    source: #"""
      def some(mask):
          """Whether any element of the mask is set, also inside torch.func transforms."""
          if torch.compiler.is_dynamo_compiling():
              torch._dynamo.graph_break(msg="the program has a loop or recursion that depends on data")
          elif torch.compiler.is_compiling():
              raise RuntimeError("torch.export cannot trace a loop or recursion that depends on data")
          while torch._C._functorch.is_functorch_wrapped_tensor(mask):
              mask = torch._C._functorch.get_unwrapped(mask)
          return bool(mask.any())
      """#)

  /// A tensor as an index.
  static let checkedIndex = PythonHelper(
    "checked_index",
    requires: [some],
    source: #"""
      def checked_index(index, length, place, active=None):
          """The index truncated toward zero; outside 0 ... length - 1 it is an error."""
          index = index.detach()
          inside = (index > -1) & (index < length)
          wrong = ~inside if active is None else active & ~inside
          message = f"{place}: index out of range for length {length}"
          if torch.compiler.is_compiling():
              torch._assert_async(~wrong.any(), message)
          elif some(wrong):
              raise IndexError(message)
          return torch.where(inside, index, 0).to(torch.int64)
      """#)

  /// A Python number as an index.
  static let checkedNumber = PythonHelper(
    "checked_number",
    source: #"""
      def checked_number(index, length, place):
          """The index truncated toward zero; outside 0 ... length - 1 it is an error."""
          if not -1 < index < length:
              raise IndexError(f"{place}: index {index} out of range for length {length}")
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
