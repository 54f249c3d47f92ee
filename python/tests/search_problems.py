"""The least-squares problems of Moré, Garbow and Hillstrom, ACM Transactions on Mathematical Software
7 (1981) 17-41, as programs whose values are the residuals.

Each has its standard start, and the sums of squares at all its minima as that paper gives them, or as
they follow by hand.
"""

from typing import NamedTuple

import numpy as np


class SearchProblem(NamedTuple):
    name: str
    start: tuple[float, ...]
    residuals: str
    minima: tuple[float, ...]
    """Sums of squares at its minima."""
    columns: tuple[tuple[float, ...], ...] = ()
    """Measurements, a row each, as the vectors u, v, w of the program."""

    @property
    def program(self) -> str:
        parameters = " ".join(
            f"(parameter x{k} {value!r})" for k, value in enumerate(self.start, 1)
        )
        vectors = "".join(
            f" ({name} [{' '.join(map(repr, column))}])"
            for name, column in zip("uvw", self.columns, strict=False)
        )
        body = f"(let ({vectors}) {self.residuals})" if vectors else self.residuals
        return f"{parameters} {body}"


BARD_Y = (.14, .18, .22, .25, .29, .32, .35, .39, .37, .58, .73, .96, 1.34, 2.1, 4.39)  # fmt: skip
GAUSS_Y = (.0009, .0044, .0175, .0540, .1295, .2420, .3521, .3989, .3521, .2420, .1295, .0540, .0175, .0044, .0009)  # fmt: skip
MEYER_Y = (34780., 28610., 23650., 19630., 16370., 13720., 11540., 9744., 8261., 7030., 6005., 5147., 4427., 3820., 3307., 2872.)  # fmt: skip
KOWALIK_Y = (.1957, .1947, .1735, .16, .0844, .0627, .0456, .0342, .0323, .0235, .0246)  # fmt: skip
KOWALIK_U = (4., 2., 1., .5, .25, .167, .125, .1, .0833, .0714, .0625)  # fmt: skip
OSBORNE_1 = (.844, .908, .932, .936, .925, .908, .881, .850, .818, .784, .751, .718, .685, .658, .628, .603, .580, .558, .538, .522, .506, .490, .478, .467, .457, .448, .438, .431, .424, .420, .414, .411, .406)  # fmt: skip
OSBORNE_2 = (1.366, 1.191, 1.112, 1.013, .991, .885, .831, .847, .786, .725, .746, .679, .608, .655, .616, .606, .602, .626, .651, .724, .649, .649, .694, .644, .624, .661, .612, .558, .533, .495, .500, .423, .395, .375, .372, .391, .396, .405, .428, .429, .523, .562, .607, .653, .672, .708, .633, .668, .645, .632, .591, .559, .597, .625, .739, .710, .729, .720, .636, .581, .428, .292, .162, .098, .054)  # fmt: skip
BIGGS_T = tuple(float(t) for t in 0.1 * np.arange(1, 14))
BIGGS_Y = tuple(float(np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t)) for t in BIGGS_T)
GULF_T = tuple(i / 100 for i in range(1, 100))
GULF_Y = tuple(float(25 + (-50 * np.log(t)) ** (2 / 3)) for t in GULF_T)


def watson(count: int) -> str:
    """Residuals of Watson's function of so many parameters."""
    sums = " ".join(f"(* {k - 1} x{k} (pow t {k - 2}))" for k in range(2, count + 1))
    powers = " ".join(f"(* x{k} (pow t {k - 1}))" for k in range(1, count + 1))
    return (
        f"(append (tabulate (i 29) (let ((t (/ (+ i 1) 29))) (- (+ {sums}) (square (+ {powers})) 1)))"
        " [x1 (- x2 (square x1) 1)])"
    )


PROBLEMS = [
    SearchProblem("Rosenbrock", (-1.2, 1.0), "[(* 10 (- x2 (square x1))) (- 1 x1)]", (0.0,)),
    SearchProblem(
        "Freudenstein and Roth", (0.5, -2.0),
        "[(+ -13 x1 (* x2 (- (* x2 (- 5 x2)) 2))) (+ -29 x1 (* x2 (- (* x2 (+ x2 1)) 14)))]",
        (0.0, 48.98425),
    ),
    SearchProblem(
        "Powell badly scaled", (0.0, 1.0),
        "[(- (* 1e4 x1 x2) 1) (- (+ (exp (- x1)) (exp (- x2))) 1.0001)]", (0.0,),
    ),
    SearchProblem("Brown badly scaled", (1.0, 1.0), "[(- x1 1e6) (- x2 2e-6) (- (* x1 x2) 2)]", (0.0,)),
    SearchProblem(
        "Beale", (1.0, 1.0),
        "[(- 1.5 (* x1 (- 1 x2))) (- 2.25 (* x1 (- 1 (square x2)))) (- 2.625 (* x1 (- 1 (* x2 x2 x2))))]",
        (0.0,),
    ),
    SearchProblem(
        "Jennrich and Sampson", (0.3, 0.4),
        "(tabulate (i 10) (let ((k (+ i 1))) (- (+ 2 (* 2 k)) (+ (exp (* k x1)) (exp (* k x2))))))",
        (124.362182,),
    ),
    SearchProblem(
        "Helical valley", (-1.0, 0.0, 0.0),
        "[(* 10 (- x3 (* 10 (/ (atan2 x2 x1) 6.283185307179586)))) (* 10 (- (hypot x1 x2) 1)) x3]", (0.0,),
    ),
    SearchProblem(
        "Bard", (1.0, 1.0, 1.0),
        "(tabulate (i 15) (let ((a (+ i 1)) (b (- 15 i))) (- (ref u i) (+ x1 (/ a (+ (* b x2) (* (min a b) x3)))))))",
        (8.214877e-3, 17.428693), (BARD_Y,),
    ),
    SearchProblem(
        "Gaussian", (0.4, 1.0, 0.0),
        "(tabulate (i 15) (let ((t (/ (- 7 i) 2))) (- (* x1 (exp (/ (* (- x2) (square (- t x3))) 2))) (ref u i))))",
        (1.12793277e-8,), (GAUSS_Y,),
    ),
    SearchProblem(
        "Meyer", (0.02, 4000.0, 250.0),
        "(tabulate (i 16) (- (* x1 (exp (/ x2 (+ 45 (* 5 (+ i 1)) x3)))) (ref u i)))",
        (87.94585517,), (MEYER_Y,),
    ),
    SearchProblem(
        "Gulf", (5.0, 2.5, 0.15),
        "(tabulate (i 99) (- (exp (- (/ (pow (abs (- (ref v i) x2)) x3) x1))) (ref u i)))",
        (0.0, 0.038), (GULF_T, GULF_Y),
    ),
    SearchProblem(
        "Box three-dimensional", (0.0, 10.0, 20.0),
        "(tabulate (i 10) (let ((t (* 0.1 (+ i 1)))) (- (exp (- (* t x1))) (exp (- (* t x2)))"
        " (* x3 (- (exp (- t)) (exp (* -10 t)))))))",
        (0.0,),
    ),
    SearchProblem(
        "Powell singular", (3.0, -1.0, 0.0, 1.0),
        "[(+ x1 (* 10 x2)) (* (sqrt 5) (- x3 x4)) (square (- x2 (* 2 x3))) (* (sqrt 10) (square (- x1 x4)))]",
        (0.0,),
    ),
    SearchProblem(
        "Wood", (-3.0, -1.0, -3.0, -1.0),
        "[(* 10 (- x2 (square x1))) (- 1 x1) (* (sqrt 90) (- x4 (square x3))) (- 1 x3)"
        " (* (sqrt 10) (+ x2 x4 -2)) (/ (- x2 x4) (sqrt 10))]",
        (0.0,),
    ),
    SearchProblem(
        "Kowalik and Osborne", (0.25, 0.39, 0.415, 0.39),
        "(tabulate (i 11) (let ((t (ref v i))) (- (ref u i) (/ (* x1 (+ (square t) (* t x2))) (+ (square t) (* t x3) x4)))))",
        (3.075056e-4, 1.02734e-3), (KOWALIK_Y, KOWALIK_U),
    ),
    SearchProblem(
        "Brown and Dennis", (25.0, 5.0, -5.0, -1.0),
        "(tabulate (i 20) (let ((t (/ (+ i 1) 5))) (+ (square (- (+ x1 (* t x2)) (exp t))) (square (- (+ x3 (* x4 (sin t))) (cos t))))))",
        (85822.2016,),
    ),
    SearchProblem(
        "Osborne 1", (0.5, 1.5, -1.0, 0.01, 0.02),
        "(tabulate (i 33) (let ((t (* 10 i))) (- (ref u i) (+ x1 (* x2 (exp (- (* t x4)))) (* x3 (exp (- (* t x5))))))))",
        (5.46489e-5,), (OSBORNE_1,),
    ),
    SearchProblem(
        "Biggs", (1.0, 2.0, 1.0, 1.0, 1.0, 1.0),
        "(tabulate (i 13) (let ((t (ref u i))) (- (+ (* x3 (exp (- (* t x1)))) (* x6 (exp (- (* t x5)))))"
        " (* x4 (exp (- (* t x2)))) (ref v i))))",
        (0.0, 5.65565e-3), (BIGGS_T, BIGGS_Y),
    ),
    SearchProblem(
        "Osborne 2", (1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5),
        "(tabulate (i 65) (let ((t (/ i 10))) (- (ref u i) (+ (* x1 (exp (- (* t x5)))) (* x2 (exp (- (* x6 (square (- t x9))))))"
        " (* x3 (exp (- (* x7 (square (- t x10)))))) (* x4 (exp (- (* x8 (square (- t x11))))))))))",
        (4.01377e-2,), (OSBORNE_2,),
    ),
    SearchProblem("Watson 6", (0.0,) * 6, watson(6), (2.28767e-3,)),
    SearchProblem("Watson 9", (0.0,) * 9, watson(9), (1.39976e-6,)),
    SearchProblem("Watson 12", (0.0,) * 12, watson(12), (4.72238e-10,)),
    SearchProblem(
        "Linear, full rank", (1.0,) * 5,
        "(append [" + " ".join(f"(- x{k} (* 0.2 (+ x1 x2 x3 x4 x5)) 1)" for k in range(1, 6))
        + "] (tabulate (i 5) (- (- (* 0.2 (+ x1 x2 x3 x4 x5))) 1)))",
        (5.0,),
    ),
    SearchProblem(
        "Linear, rank 1", (1.0,) * 5,
        "(tabulate (i 10) (- (* (+ i 1) (+ x1 (* 2 x2) (* 3 x3) (* 4 x4) (* 5 x5))) 1))",
        (10 * 9 / (2 * 21),),
    ),
    SearchProblem(
        "Variably dimensioned", tuple(1 - k / 4 for k in range(1, 5)),
        "(let ((s (+ (- x1 1) (* 2 (- x2 1)) (* 3 (- x3 1)) (* 4 (- x4 1))))) [(- x1 1) (- x2 1) (- x3 1) (- x4 1) s (square s)])",
        (0.0,),
    ),
    SearchProblem(
        "Trigonometric", (0.25,) * 4,
        "(let ((c (- 4 (+ (cos x1) (cos x2) (cos x3) (cos x4))))) ["
        + " ".join(f"(+ c (* {k} (- 1 (cos x{k}))) (- (sin x{k})))" for k in range(1, 5)) + "])",
        (0.0, 3.02822e-4),
    ),
    SearchProblem(
        "Penalty I", (1.0, 2.0, 3.0, 4.0),
        "(append (scale (sqrt 1e-5) [(- x1 1) (- x2 1) (- x3 1) (- x4 1)])"
        " [(- (+ (square x1) (square x2) (square x3) (square x4)) 0.25)])",
        (2.24997e-5,),
    ),
    SearchProblem(
        "Chebyquad", (0.25, 0.5, 0.75),
        "[(- (/ (+ (- (* 2 x1) 1) (- (* 2 x2) 1) (- (* 2 x3) 1)) 3) 0)"
        " (+ (/ (+ (- (* 2 (square (- (* 2 x1) 1))) 1) (- (* 2 (square (- (* 2 x2) 1))) 1) (- (* 2 (square (- (* 2 x3) 1))) 1)) 3) (/ 1 3))"
        " (let ((a (- (* 2 x1) 1)) (b (- (* 2 x2) 1)) (c (- (* 2 x3) 1)))"
        " (/ (+ (- (* 4 a a a) (* 3 a)) (- (* 4 b b b) (* 3 b)) (- (* 4 c c c) (* 3 c))) 3))]",
        (0.0,),
    ),
]  # fmt: skip
