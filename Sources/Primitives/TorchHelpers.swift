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
          zero = (v.detach() == 0).all(-1, keepdim=True)
          return torch.linalg.vector_norm(torch.where(zero, v.detach(), v), dim=-1)
      """)
}
