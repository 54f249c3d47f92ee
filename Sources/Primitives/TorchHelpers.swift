import PythonSyntax

extension PythonHelper {
  /// Stacks elements along a new last dimension, broadcasting their batch dimensions.
  static let stack = PythonHelper(
    "stack",
    source: """
      def stack(*elements):
          \"\"\"Stack elements along a new last dimension, with batches broadcast.\"\"\"
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
          \"\"\"Stack vectors as the rows of a matrix, with batches broadcast.\"\"\"
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
          constant = v.detach()
          nonzero = constant.any(-1, keepdim=True)
          return torch.linalg.vector_norm(torch.where(nonzero, v, constant), dim=-1)
      """)
}

extension PythonHelper {
  /// Lays vectors end to end, broadcasting their batch dimensions.
  static let concatenate = PythonHelper(
    "concatenate",
    source: """
      def concatenate(*vectors):
          \"\"\"Lay vectors end to end, with batches broadcast.\"\"\"
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
          \"\"\"v over its length; what has the length 0 stays, and its derivatives are 0.\"\"\"
          constant = v.detach()
          nonzero = torch.linalg.vector_norm(constant, dim=-1, keepdim=True) != 0
          v = torch.where(nonzero, v, constant)
          length = torch.linalg.vector_norm(v, dim=-1, keepdim=True)
          return v / torch.where(nonzero, length, 1.0)
      """)

  /// The cross product of vectors with batches of unlike rank.
  static let cross = PythonHelper(
    "cross",
    source: """
      def cross(a, b):
          \"\"\"The cross product, with batches broadcast.\"\"\"
          if a.ndim != b.ndim:
              a, b = torch.broadcast_tensors(a, b)
          return torch.linalg.cross(a, b)
      """)

  /// The product of all elements before each.
  static let exclusiveProducts = PythonHelper(
    "exclusive_products",
    source: """
      def exclusive_products(v):
          \"\"\"For each element the product of all before it, beginning with 1.\"\"\"
          product = torch.ones_like(v[..., 0])
          products = [product]
          for factor in v[..., :-1].unbind(-1):
              product = product * factor
              products.append(product)
          return torch.stack(products, dim=-1)
      """)

  /// A linear recurrence of first order.
  static let recurrence = PythonHelper(
    "recurrence",
    source: """
      def recurrence(a, b):
          \"\"\"The vector y with y[i] = a[i] * y[i - 1] + b[i], where y[-1] is 0.\"\"\"
          a, b = torch.broadcast_tensors(a, b)
          states = [b[..., 0]]
          for i in range(1, b.shape[-1]):
              states.append(a[..., i] * states[-1] + b[..., i])
          return torch.stack(states, dim=-1)
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

extension PythonHelper {
  /// The determinant, all of whose derivatives are exact up to three rows.
  static let det = PythonHelper(
    "det",
    source: """
      def det(a):
          \"\"\"The determinant, with exact derivatives up to three rows.\"\"\"
          value = torch.linalg.det(a)
          if a.shape[-1] not in (1, 2, 3):
              return value
          rows = a.unbind(-2)
          if len(rows) == 1:
              polynomial = a[..., 0, 0]
          elif len(rows) == 2:
              polynomial = a[..., 0, 0] * a[..., 1, 1] - a[..., 0, 1] * a[..., 1, 0]
          else:
              polynomial = (rows[0] * torch.linalg.cross(rows[1], rows[2])).sum(-1)
          zero = torch.where(polynomial.isfinite(), polynomial.detach() - polynomial, 0.0)
          return value.detach() - zero
      """)

  /// The derivative of the determinant along directions.
  static let determinantDerivative = PythonHelper(
    "determinant_derivative", requires: [.det],
    source: """
      def determinant_derivative(a, *directions):
          \"\"\"The derivative of the determinant of a along all directions.\"\"\"
          from itertools import permutations

          a, *directions = torch.broadcast_tensors(a, *directions)
          total = torch.zeros_like(a[..., 0, 0])
          for chosen in permutations(range(a.shape[-1]), len(directions)):
              rows = list(a.unbind(-2))
              for row, direction in zip(chosen, directions):
                  rows[row] = direction[..., row, :]
              total = total + det(torch.stack(rows, dim=-2))
          return total
      """)

  /// The derivatives of a derivative of the determinant by the elements of one direction more.
  static let cofactors = PythonHelper(
    "cofactors", requires: [.determinantDerivative],
    source: """
      def cofactors(a, *directions):
          \"\"\"The gradient of the determinant, differentiated along all directions.\"\"\"
          size = a.shape[-1]
          units = torch.eye(size * size, dtype=a.dtype, device=a.device).reshape(-1, size, size)
          values = [determinant_derivative(a, unit, *directions) for unit in units]
          return torch.stack(values, dim=-1).unflatten(-1, (size, size))
      """)

  /// The logarithm of the determinant; singular matrices raise nothing, in no derivative.
  static let logdet = PythonHelper(
    "logdet",
    source: """
      def logdet(a):
          \"\"\"The logarithm of the determinant; a singular matrix is no error.\"\"\"
          pivots = torch.linalg.lu_factor_ex(a).LU.diagonal(dim1=-2, dim2=-1)
          total = pivots.abs().log().sum(-1)
          value = torch.logdet(a.detach()) - (total.detach() - total)
          return torch.where(total.detach().isfinite(), value, total)
      """)

  /// The solution of linear equations; singular matrices raise nothing, in no derivative.
  static let solve = PythonHelper(
    "solve",
    source: """
      def solve(a, b):
          \"\"\"The x with a @ x = b; a singular matrix is no error.\"\"\"
          x = torch.linalg.solve_ex(a.detach(), b.detach()).result
          product = torch.linalg.inv_ex(a).inverse @ b
          x = x - (product.detach() - product)
          return torch.where(product.detach().isfinite(), x, product)
      """)
}

extension PythonHelper {
  /// The element of a vector at an index that is a tensor.
  static let element = PythonHelper(
    "element",
    source: """
      def element(v, index):
          \"\"\"v[..., index]: for each element of the batch its own element.\"\"\"
          batch = torch.broadcast_shapes(v.shape[:-1], index.shape)
          index = index.expand(batch).unsqueeze(-1)
          return v.expand(*batch, v.shape[-1]).gather(-1, index).squeeze(-1)
      """)

  /// The row of a matrix at an index that is a tensor.
  static let row = PythonHelper(
    "row",
    source: """
      def row(m, index):
          \"\"\"m[..., index, :]: for each element of the batch its own row.\"\"\"
          batch = torch.broadcast_shapes(m.shape[:-2], index.shape)
          index = index.expand(batch)[..., None, None].expand(*batch, 1, m.shape[-1])
          return m.expand(*batch, *m.shape[-2:]).gather(-2, index).squeeze(-2)
      """)
}

extension PythonHelper {
  /// A number between bounds that may have batches of their own: PyTorch computes no derivative by
  /// bounds that it has to broadcast.
  static let clamp = PythonHelper(
    "clamp",
    source: """
      def clamp(x, low, high):
          \"\"\"The number from low to high that is nearest to x, with batches broadcast.\"\"\"
          return torch.clamp(*torch.broadcast_tensors(x, low, high))
      """)

  /// The smallest element, also of no element.
  static let smallest = PythonHelper(
    "smallest",
    source: """
      def smallest(v):
          \"\"\"The smallest element of v, infinity if there is none.\"\"\"
          return v.amin(-1) if v.shape[-1] else v.sum(-1) + float("inf")
      """)

  /// The largest element, also of no element.
  static let largest = PythonHelper(
    "largest",
    source: """
      def largest(v):
          \"\"\"The largest element of v, negative infinity if there is none.\"\"\"
          return v.amax(-1) if v.shape[-1] else v.sum(-1) - float("inf")
      """)
}

extension PythonHelper {
  /// The distance of a point, all of whose derivatives at the origin are 0.
  static let hypot = PythonHelper(
    "hypot",
    source: """
      def hypot(x, y):
          \"\"\"The distance of the point (x, y); its derivatives at the origin are 0.\"\"\"
          nonzero = torch.logical_or(x, y)
          return torch.where(nonzero, torch.hypot(torch.where(nonzero, x, 1.0), y), 0.0)
      """)

  /// An angle, whose derivatives are right wherever the coordinates are numbers.
  static let atan2 = PythonHelper(
    "atan2",
    source: """
      def atan2(y, x):
          \"\"\"The angle of the point (x, y); the derivatives are right far out and near, too.\"\"\"
          scale = torch.maximum(y.detach().abs(), x.detach().abs())
          scale = torch.where((scale > 0) & scale.isfinite(), scale, torch.ones_like(scale))
          angle = torch.atan2(y / scale, x / scale)
          value = torch.atan2(y.detach(), x.detach())
          return torch.where(angle.detach().isfinite(), value - (angle.detach() - angle), angle)
      """)
}
