"""Texts for the fuzzer that neither a person nor the generator of programs would write.

Three kinds: programs of the corpus with tokens and bracketed parts exchanged among them; calls of
every form and primitive with operands of any number, kind and size; and both inside each other.
"""

from __future__ import annotations

import random
import re

import neuralc as nc

TOKEN = re.compile(rb"""[()\[\]]|;[^\n]*\n|#\||\|#|[^\s()\[\];]+""")

ATOMS = (
    b"x y v w m k i pi 0 1 2 3 -1 -0.0 .5 1/2 1e400 -1e400 +nan.0 1e18 -1e18 4611686018427387905 "
    b"134217728 134217729 1e-320 #t #f [] [x] [1 2] [x y] [1 2 3] [[1 2] [3 4]] [[x y]] [[]] "
    b"(zeros 0) (zeros 2 0) (zeros 0 3) (eye 0) (eye 2) (ones 3) (slice v 0 0) (append v w) "
    b"(vlen v) (loop ((k x)) (recur k)) (endless x) (norm v) (dot v w) (ref v 0) (matvec m v)"
)
RARE = [b"else", b"recur", b"(recur x)", b"(append)", b"()", b"lambda", b"let", b"(f x)", b"f"]
OPERANDS = [atom.strip() for atom in re.findall(rb"\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+", ATOMS)]

FORMS = [
    form.strip()
    for form in b"""
    (if _ _ _) | (if _ _) | (cond (_ _) (else _)) | (cond (_ _)) | (and _ _) | (or _ _ _) | (and)
    (let ((x _) (y _)) _) | (let* ((v _) (v (append v v)) (v (append v v))) _) | (let ((x _)) x)
    (let f ((x _)) (if _ (f _) _)) | (let f ((x _) (v _)) (f _ _)) | (let f () (f))
    (loop ((x _) (v _)) (if _ (recur _ _) _)) | (loop ((m _)) (recur m)) | (loop () _)
    (loop ((x _)) (if _ (if _ (recur _) _) (recur _))) | (loop ((x _)) (let ((y _)) (recur _)))
    (scan ((x _)) _ (recur _)) | (scan ((x _) (y _)) 3 (recur _ _)) | (scan ((v _)) 2 (recur _))
    (scan ((x _)) 3 (if _ (recur _) (recur _))) | (scan () 3 (recur)) | (tabulate (i _) _)
    (tabulate (i 3) _) | (tabulate (i 0) _) | (tabulate (i 2) (tabulate (k 3) _)) | (tabulate (i) _)
    (letrec ((f (lambda (x) _))) (f _)) | (letrec ((f (lambda (x) (f _)))) (f _))
    (letrec ((f (lambda (x) (g _))) (g (lambda (y) (if _ (f _) _)))) (f _)) | ((lambda (x v) _) _ _)
    (lambda (x) _) | ((lambda () _)) | [_ _] | [[_ _] [_ _]] | [_] | (vec _ _) | (mat _ _)
    (slice _ 0 0) | (slice _ 1 2) | (slice _ _ _) | (append _ _) | (append _ _ _) | (ref _ _ _)
    (roll _ -1e18) | (roll _ _) | (eye _) | (zeros _ _) | (ones _) | (select _ _ _) | (clamp _ _ _)
    """.replace(b"\n", b"|").split(b"|")
    if form.strip()
]

DECLARATIONS = {
    b"x": [b"(input x)", b"(parameter x _)", b"(define x _)"],
    b"y": [b"(input y)", b"(input y real)", b"(define y _)"],
    b"v": [b"(input v (vec n))", b"(input v (vec 3))", b"(input v (vec 0))", b"(define v _)"],
    b"w": [b"(input w (vec n))", b"(input w (vec k))", b"(parameter w _ (vec n))"],
    b"m": [b"(input m (mat n k))", b"(input m (mat n n))", b"(input m (mat 0 2))", b"(define m _)"],
    b"k": [b"(input k)", b"(define k _)", b"(parameter k [[1 2] [3 4]])"],
    b"i": [b"(input i)", b"(define i 134217728)"],
    b"endless": [
        b"(define (endless x) (+ 1 (endless x)))",
        b"(define (endless x) (endless _))",
        b"(define (endless x) (if _ (endless _) _))",
        b"(define (unused x) (endless x)) (define (endless x) (unused (append x x)))",
        b"(define (unused x) (ref x 3)) (define (endless [v : (vec n)]) v)",
    ],
}


class Texts:
    """Draws texts from the corpus and the language's forms."""

    def __init__(self, pick: random.Random, corpus: list[bytes]) -> None:
        self.pick = pick
        self.programs = [TOKEN.findall(text) for text in corpus]
        self.tokens = [token for tokens in self.programs for token in tokens]
        self.parts = [part for tokens in self.programs for part in bracketed(tokens)]
        self.primitives = [
            name.encode() for row in nc.primitives() for name in (row.name, *row.aliases)
        ]

    def draw(self) -> bytes:
        """A text of one of the kinds."""
        return self.pick.choice((self.exchanged, self.exchanged, self.composed, self.composed))()

    def exchanged(self) -> bytes:
        """A program of the corpus with tokens and parts put elsewhere."""
        tokens = list(self.pick.choice(self.programs))
        for _ in range(self.pick.choice((1, 1, 1, 2, 3, 5))):
            at = self.pick.randrange(len(tokens) + 1)
            end = part_end(tokens, at)
            match self.pick.randrange(7):
                case 0:
                    tokens[at:end] = [self.pick.choice(self.tokens)]
                case 1:
                    tokens[at:end] = self.pick.choice(self.parts)
                case 2:
                    tokens[at:end] = [self.operand()]
                case 3:
                    tokens[at:end] = []
                case 4:
                    tokens[at:at] = tokens[at:end]
                case 5:
                    other = self.pick.randrange(len(tokens) + 1)
                    tokens[at:end] = tokens[other : part_end(tokens, other)]
                case 6:
                    tokens[at:end] = [self.filled(self.form(), 1)]
        return b" ".join(tokens)[:20_000]

    def composed(self) -> bytes:
        """A form of forms, behind declarations of all names or behind none."""
        text = self.filled(self.form(), self.pick.randint(1, 4))
        if self.pick.random() < 0.3:
            return text[:20_000]
        lines = [self.filled(self.pick.choice(group), 1) for group in DECLARATIONS.values()]
        return b"\n".join([*lines, text])[:20_000]

    def form(self) -> bytes:
        """A form or a call of a primitive, with holes for its operands."""
        if self.pick.random() < 0.4:
            return self.pick.choice(FORMS)
        count = self.pick.choice((0, 1, 1, 1, 2, 2, 2, 3, 4))
        return b"(" + b" ".join([self.pick.choice(self.primitives), *[b"_"] * count]) + b")"

    def operand(self) -> bytes:
        return self.pick.choice(RARE if self.pick.random() < 0.02 else OPERANDS)

    def filled(self, form: bytes, depth: int) -> bytes:
        """A form with operands in its holes."""
        parts = re.split(rb"(?<=[\s(\[])_(?=[\s)\]])", form)
        text = parts[0]
        for part in parts[1:]:
            text += self.filler(depth) + part
        return text

    def filler(self, depth: int) -> bytes:
        if depth <= 0 or self.pick.random() < 0.4:
            return self.operand()
        if self.pick.random() < 0.1:
            return b" ".join(self.pick.choice(self.parts))
        return self.filled(self.form(), depth - 1)


def part_end(tokens: list[bytes], at: int) -> int:
    """Where what begins at a token ends: behind it, or behind the bracket that closes it."""
    depth = 0
    for position in range(at, len(tokens)):
        depth += tokens[position] in (b"(", b"[")
        depth -= tokens[position] in (b")", b"]")
        if depth <= 0:
            return position + 1
    return len(tokens)


def bracketed(tokens: list[bytes]) -> list[list[bytes]]:
    """All parts of a program in brackets, up to a length."""
    found = []
    for at, token in enumerate(tokens):
        if token in (b"(", b"["):
            part = tokens[at : part_end(tokens, at)]
            if len(part) < 60:
                found.append(part)
    return found
