import Primitives
import Testing

/// A program with a point at which it is smooth.
struct Smooth: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let inputs: [Value]

  var testDescription: String { name }
}

extension Smooth {
  /// One program for each form and each way that tangents take through it.
  static let all = [
    arithmetic, conditional, loop, nested, scan, tabulate, recursion, vectors, open,
  ]

  static let arithmetic = Smooth(
    name: "arithmetic",
    text: """
      input x : real
      input y : real
      parameter k : real = 1.5
      entry function @f(%x: real, %y: real, %k: real) -> real {
        %a: real = * %x, %y
        %b: real = sin %a
        %c: real = / %b, %k
        %d: real = pow %y, %x
        %e: real = - %c, %d
        %g: real = max %e, %x, %y
        %h: real = floor %g
        %i: real = + %h, %e
        %j: real = atan2 %i, %k
        %m: real = negate %j
        yield %m
      }
      """, inputs: [.real(0.7), .real(1.9)])

  static let conditional = Smooth(
    name: "conditional",
    text: """
      input x : real
      input y : real
      entry function @f(%x: real, %y: real) -> real, real {
        %c: real = < %x, %y
        %a: real, %b: real = if %c {
          %one: real = 1.0
          %s: real = square %x
          yield %s, %one
        } else {
          %s: real = sqrt %x
          yield %y, %s
        }
        %t: real = * %a, %b
        yield %t, %b
      }
      """, inputs: [.real(0.7), .real(1.9)])

  /// Newton's iteration: the number of rounds depends on the input.
  static let loop = Smooth(
    name: "loop",
    text: """
      input a : real
      entry function @root(%a: real) -> real, real {
        %half: real = 0.5
        %small: real = 1e-14
        %x: real, %n: real = loop (%x: real = %half, %n: real = %half) {
          %q: real = / %a, %x
          %d: real = - %q, %x
          %e: real = abs %d
          %c: real = > %e, %small
          branch %c {
            %s: real = + %q, %x
            %y: real = * %s, %half
            %m: real = + %n, %a
            recur %y, %m
          } else {
            %t: real = + %q, %x
            %y: real = * %t, %half
            yield %y, %n
          }
        }
        yield %x, %n
      }
      """, inputs: [.real(2.7)])

  /// A loop whose carried tangent is zero at first, in a branch of a function in a loop.
  static let nested = Smooth(
    name: "nested",
    text: """
      input x : real
      function @power(%x: real, %n: real) -> real {
        %one: real = 1.0
        %p: real = loop (%i: real = %n, %p: real = %one) {
          %c: real = > %i, %one
          %q: real = * %p, %x
          branch %c {
            %j: real = - %i, %one
            recur %j, %q
          } else {
            yield %q
          }
        }
        yield %p
      }
      entry function @f(%x: real) -> real {
        %three: real = 3.0
        %zero: real = 0.0
        %one: real = 1.0
        %unused: real = call @power(%three, %three)
        %s: real = loop (%i: real = %three, %s: real = %zero) {
          branch %i {
            %c: real = > %i, %one
            %t: real = if %c {
              %u: real = call @power(%x, %i)
              yield %u
            } else {
              %u: real = exp %x
              yield %u
            }
            %v: real = + %s, %t
            %w: real = * %v, %unused
            %j: real = - %i, %one
            recur %j, %w
          } else {
            yield %s
          }
        }
        yield %s
      }
      """, inputs: [.real(0.3)])

  static let scan = Smooth(
    name: "scan",
    text: """
      input x : real
      input v : (vec 2)
      entry function @f(%x: real, %v: (vec 2)) -> (vec 5), (mat 5 2), (vec 5) {
        %dt: real = 0.1
        %h: (vec 5), %m: (mat 5 2), %k: (vec 5) = scan 5 (%a: real = %dt, %b: (vec 2) = %v, %c: real = %dt) {
          %d: real = * %a, %dt
          %e: (vec 2) = scale %d, %b
          %g: (vec 2) = + %b, %e
          %i: real = + %c, %dt
          %j: real = < %i, %x
          branch %j {
            %l: real = + %a, %x
            recur %l, %g, %i
          } else {
            %n: real = norm %g
            %o: real = sin %n
            recur %o, %g, %i
          }
        }
        yield %h, %m, %k
      }
      """, inputs: [.real(0.35), .vec([0.6, -1.1])])

  static let tabulate = Smooth(
    name: "tabulate",
    text: """
      input x : real
      entry function @f(%x: real) -> (mat 3 4), (vec 3), (vec 2) {
        %m: (mat 3 4), %v: (vec 3) = tabulate 3 (%i: real) {
          %r: (vec 4) = tabulate 4 (%j: real) {
            %a: real = * %i, %x
            %b: real = + %a, %j
            %c: real = cos %b
            yield %c
          }
          %s: real = vsum %r
          yield %r, %s
        }
        %n: (vec 2) = tabulate 2 (%k: real) {
          yield %k
        }
        yield %m, %v, %n
      }
      """, inputs: [.real(0.8)])

  /// Mutual recursion, not in tail position, with an argument that is active only further down.
  static let recursion = Smooth(
    name: "recursion",
    text: """
      input x : real
      function @f(%n: real, %a: real, %x: real) -> real {
        %one: real = 1.0
        %r: real = if %n {
          %m: real = - %n, %one
          %b: real = * %a, %x
          %s: real = call @g(%m, %b)
          %t: real = sin %s
          %u: real = + %t, %x
          yield %u
        } else {
          yield %a
        }
        yield %r
      }
      function @g(%n: real, %a: real) -> real {
        %half: real = 0.5
        %r: real = if %n {
          %one: real = 1.0
          %m: real = - %n, %one
          %s: real = call @f(%m, %half, %a)
          %t: real = * %s, %a
          yield %t
        } else {
          yield %half
        }
        yield %r
      }
      entry function @main(%x: real) -> real {
        %five: real = 5.0
        %one: real = 1.0
        %y: real = call @f(%five, %one, %x)
        yield %y
      }
      """, inputs: [.real(0.9)])

  static let vectors = Smooth(
    name: "vectors",
    text: """
      input A : (mat 2 2)
      input v : (vec 2)
      input s : real
      entry function @f(%A: (mat 2 2), %v: (vec 2), %s: real) -> (vec 3), real, (vec 2), (vec 2), (mat 2 2) {
        %one: real = 1.0
        %w: (vec 2) = matvec %A, %v
        %x: (vec 2) = + %w, %s
        %y: (vec 2) = - %s, %x
        %z: (vec 2) = / %s, %y
        %e: real = ref %z, %one
        %u: (vec 3) = vec %e, %one, %s
        %n: (vec 3) = normalize %u
        %c: (vec 3) = cross %n, %u
        %d: real = det %A
        %B: (mat 2 2) = inv %A
        %p: (vec 2) = solve %A, %v
        %m: real = < %s, %one
        %q: (vec 2) = select %m, %s, %p
        %o: (mat 2 2) = outer %v, %w
        %g: (mat 2 2) = matmul %o, %B
        %h: (vec 2) = max %v, %s
        yield %n, %d, %q, %h, %g
      }
      """,
    inputs: [
      .mat(rows: 2, columns: 2, elements: [1.2, 0.4, -0.3, 0.9]), .vec([0.6, -1.1]), .real(1.7),
    ])

  static let open = Smooth(
    name: "open",
    text: """
      input v : (vec n0)
      input s : real
      entry function @f(%v: (vec n0), %s: real) -> (vec n0), (vec n0 + 1) {
        %three: real = 3.0
        %u: (vec n0) = loop (%i: real = %three, %w: (vec n0) = %v) {
          branch %i {
            %one: real = 1.0
            %j: real = - %i, %one
            %x: (vec n0) = * %w, %s
            recur %j, %x
          } else {
            yield %w
          }
        }
        %e: (vec 1) = vec %s
        %a: (vec n0 + 1) = append %v, %e
        yield %u, %a
      }
      """, inputs: [.vec([0.6, -1.1, 0.4]), .real(0.7)])
}

/// Programs that several suites differentiate, each in its way.
enum Shared {
  /// Ten thousand times `x`, by a recursion of as many levels.
  static let deepRecursion = """
    input x : real
    function @f(%n: real, %x: real) -> real {
      %r: real = if %n {
        %one: real = 1.0
        %m: real = - %n, %one
        %s: real = call @f(%m, %x)
        %t: real = + %s, %x
        yield %t
      } else {
        yield %x
      }
      yield %r
    }
    entry function @main(%x: real) -> real {
      %n: real = 9999.0
      %y: real = call @f(%n, %x)
      yield %y
    }
    """

  /// `x` to the power of `n`, by an entry that calls itself.
  static let power = """
    input n : real
    input x : real
    entry function @power(%n: real, %x: real) -> real {
      %one: real = 1.0
      %y: real = if %n {
        %m: real = - %n, %one
        %p: real = call @power(%m, %x)
        %q: real = * %p, %x
        yield %q
      } else {
        yield %one
      }
      yield %y
    }
    """
}
