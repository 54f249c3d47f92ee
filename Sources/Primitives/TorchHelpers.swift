import PythonSyntax

extension PythonHelper {
  /// Stacks elements along a new last dimension, broadcasting their batch dimensions.
  static let stack = PythonHelper(
    "stack",
    source: """
      def stack(*elements):
          \"\"\"Stack elements along a new last dimension; batch dimensions are broadcast.\"\"\"
          if any(element.shape != elements[0].shape for element in elements):
              elements = torch.broadcast_tensors(*elements)
          return torch.stack(elements, dim=-1)
      """)
}

extension PythonHelper {
  /// Stacks vectors as the rows of a matrix, broadcasting their batch dimensions.
  static let stackRows = PythonHelper(
    "stack_rows",
    source: """
      def stack_rows(*rows):
          \"\"\"Stack vectors as the rows of a matrix; batch dimensions are broadcast.\"\"\"
          if any(row.shape != rows[0].shape for row in rows):
              rows = torch.broadcast_tensors(*rows)
          return torch.stack(rows, dim=-2)
      """)

  /// The Euclidean norm, all of whose derivatives at the zero vector are 0.
  static let norm = PythonHelper(
    "norm",
    source: """
      def norm(v):
          \"\"\"The Euclidean length of v; its derivatives at the zero vector are 0.\"\"\"
          zero = torch.linalg.vector_norm(v.detach(), dim=-1, keepdim=True) == 0
          return torch.linalg.vector_norm(torch.where(zero, v.detach(), v), dim=-1)
      """)
}

extension PythonHelper {
  /// Lays vectors end to end, broadcasting their batch dimensions.
  static let concatenate = PythonHelper(
    "concatenate",
    source: """
      def concatenate(*vectors):
          \"\"\"Lay vectors end to end; batch dimensions are broadcast.\"\"\"
          batches = [vector.shape[:-1] for vector in vectors]
          if any(batch != batches[0] for batch in batches):
              batch = torch.broadcast_shapes(*batches)
              vectors = [vector.expand(*batch, vector.shape[-1]) for vector in vectors]
          return torch.cat(tuple(vectors), dim=-1)
      """)

  /// A vector of length 1, all of whose derivatives at the zero vector are 0.
  static let normalize = PythonHelper(
    "normalize",
    source: """
      def normalize(v):
          \"\"\"v over its length; the zero vector stays, and its derivatives are 0.\"\"\"
          zero = torch.linalg.vector_norm(v.detach(), dim=-1, keepdim=True) == 0
          v = torch.where(zero, v.detach(), v)
          length = torch.linalg.vector_norm(v, dim=-1, keepdim=True)
          return v / torch.where(zero, 1.0, length)
      """)

  /// The product of all elements before each.
  static let exclusiveProducts = PythonHelper(
    "exclusive_products",
    source: """
      def exclusive_products(v):
          \"\"\"For each element the product of all before it, beginning with 1.\"\"\"
          products = [torch.ones_like(v[..., 0])]
          for i in range(v.shape[-1] - 1):
              products.append(products[-1] * v[..., i])
          return torch.stack(products, dim=-1)
      """)

  /// A linear recurrence of first order.
  static let recurrence = PythonHelper(
    "recurrence",
    source: """
      def recurrence(a, b):
          \"\"\"The vector y with y[i] = a[i] * y[i - 1] + b[i], where y[-1] is 0.\"\"\"
          states = [b[..., 0]]
          for i in range(1, b.shape[-1]):
              states.append(a[..., i] * states[-1] + b[..., i])
          return torch.stack(torch.broadcast_tensors(*states), dim=-1)
      """)

  /// A number in front of a vector, whose last element goes.
  static let push = PythonHelper(
    "push", requires: [.concatenate],
    source: """
      def push(x, v):
          \"\"\"A number, then the elements of a vector without its last.\"\"\"
          return concatenate(x.unsqueeze(-1), v[..., :-1])
      """)
}
