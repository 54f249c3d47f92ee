/// Programs as the printer writes them.
enum Texts {
  static let canonical = [declarations, forms, names, several, tapes]

  static let declarations = """
    limit iterations 12
    limit depth 7
    size n0 = "n"
    require n0 >= 2
    require 2*n0 + n1 + -1 >= 3
    input r : (vec n0)
    input "odd name" : (mat n0 + 1 3)
    parameter G : real = 6.674
    parameter g : real = 6.674 in [0.0 inf] log fixed prior [1.9 0.5]
    parameter w : (vec 2) = [1.0 -inf]
    parameter A : (mat 2 1) = [[nan] [1e-05]]

    entry function @main(%r.0: (vec n0), %A.1: (mat n0 + 1 3), %G.2: real, %g.3: real, %w.4: (vec 2), %A.5: (mat 2 1)) -> real {
      yield %G.2
    }

    """

  static let forms = """
    input c : real

    entry function @main(%c.0: real) -> real {
      %1: real = 0.1
      %x.2: real = if %c.0 {
        %3: real = + %c.0, %1
        yield %3
      } else {
        %4: real = undefined
        yield %4
      }
      %5: real, %6: real = loop (%a.7: real = %1, %b.8: real = %x.2) {
        branch %a.7 {
          recur %b.8, %a.7
        } else {
          branch %b.8 {
            recur %a.7, %1
          } else {
            yield %a.7, %b.8
          }
        }
      }
      %h.9: (vec 100) = scan 100 (%s.10: real = %5) {
        %11: real = * %s.10, %6
        recur %11
      }
      %t.12: (vec 10) = tabulate 10 (%i.13: real) {
        yield %i.13
      }
      yield %x.2
    }

    """

  /// What only differentiation makes: x to a power, the derivative by both, and a sum of squares.
  static let tapes = """
    input x : real

    entry function @main(%x.0: real) -> real, real, real {
      %one.1: real = 1.0
      %three.2: real = 3.0
      %y.3: real, %4: tape = recorded-loop [0 1] (%n.5: real = %three.2, %p.6: real = %one.1) {
        branch %n.5 {
          %7: real = * %p.6, %x.0
          %8: real = - %n.5, %one.1
          recur %8, %7
        } else {
          yield %p.6
        }
      }
      %zero.9: real = 0.0
      %10: real, %dx.11: real = reverse-loop %4 (%n.12: real, %p.13: real, %dp.14: real = %zero.9, %dx.15: real = %zero.9) {
        branch %n.12 {
          %16: real = * %dp.14, %x.0
          %17: real = * %dp.14, %p.13
          %18: real = + %dx.15, %17
          recur %16, %18
        } else {
          recur %one.1, %dx.15
        }
      } replay (%n.19: real, %p.20: real) {
        branch %n.19 {
          %21: real = * %p.20, %x.0
          %22: real = - %n.19, %one.1
          recur %22, %21
        } else {
          yield\u{20}
        }
      }
      %23: tape = if %x.0 {
        %24: tape = pack %x.0, %dx.11
        yield %24
      } else {
        %25: tape = undefined
        yield %25
      }
      %26: real, %27: real = unpack %23
      %28: real = fold 4 (%i.29: real, %s.30: real = %26) {
        %31: real = * %i.29, %i.29
        %32: real = + %s.30, %31
        recur %32
      }
      yield %y.3, %27, %28
    }

    """

  static let names = """
    input x' : real
    input "%p" : real

    entry function @"a b"(%x'.0: real, %"%p".1: real) -> real {
      %a:b.2: real = + %x'.0, %"%p".1
      %θ.3: real = + %a:b.2, %a:b.2
      %x.5.4: real = + %θ.3, %θ.3
      %"p(q".5: real = + %x.5.4, %θ.3
      %"\\"".6: real = + %"p(q".5, %θ.3
      yield %"\\"".6
    }

    """

  static let several = """
    input x : real

    function @f(%x.0: real) -> real {
      %1: real = call @f#2(%x.0, %x.0)
      yield %1
    }

    function @f#2(%x.2: real, %y.3: real) -> real {
      %4: real = call @f(%x.2)
      %5: real = call @"f#2"(%x.2)
      yield %4
    }

    function @"f#2"(%x.6: real) -> real {
      yield %x.6
    }

    entry function @main(%x.7: real) -> real, real {
      %8: real = call @f(%x.7)
      yield %8, %x.7
    }

    """
}
