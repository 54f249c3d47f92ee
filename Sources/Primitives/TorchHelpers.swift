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
