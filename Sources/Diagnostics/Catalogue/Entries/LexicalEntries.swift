extension CatalogueEntry {
  /// The text and its brackets.
  static let lexical: [CatalogueEntry] = [
    CatalogueEntry(
      code: .unclosedBracket,
      title: "A bracket is never closed",
      explanation: """
        Every `(` needs its `)` and every `[` its `]`. The message points at the opening bracket that \
        has no partner, and a fix-it adds what is missing where only one place can be meant.

        Where a new form begins at the start of a line while brackets are open, the form before it is \
        taken to be the one that was left open, so that one slip is one message. Editors that match \
        brackets, and `neuralc format`, which indents by structure, help to find the place.
        """,
      rejected: """
        (define (double x)
          (* 2 x)
        (double y)
        """,
      accepted: """
        (define (double x)
          (* 2 x))
        (double y)
        """),
    CatalogueEntry(
      code: .unexpectedClosingBracket,
      title: "A closing bracket closes nothing",
      explanation: """
        All brackets that were opened are closed already when this one comes. Either it is one too \
        many, or an opening bracket before it is missing. Several in a row are reported together.

        If the number of brackets looks right, the form probably ended earlier than it seems: look for \
        a `)` too many further up.
        """,
      rejected: "(* 2 (+ x 1)))",
      accepted: "(* 2 (+ x 1))"),
    CatalogueEntry(
      code: .mismatchedBracket,
      title: "A bracket of the wrong kind closes a list",
      explanation: """
        `( )` and `[ ]` are different: a list in parentheses is a form or a call, one in square \
        brackets is a vector or a matrix. So each must be closed by its own kind. The note shows the \
        bracket that is open.
        """,
      rejected: "(norm [x y z)]",
      accepted: "(norm [x y z])"),
    CatalogueEntry(
      code: .malformedNumber,
      title: "A word starts like a number but is none",
      explanation: """
        Numbers are written `42`, `-1.5`, `.5`, `1e-3` or `1/2`; the special values are `+inf.0`, \
        `-inf.0` and `+nan.0`. Anything that starts with a digit (after signs or a point) must be such \
        a number: a name may not begin like one, so that a slip of the pen never becomes a new input.

        There are no separators between digits (`1_000`), no decimal commas (`2,5`), no other bases \
        (`0x10`) and no units or factors stuck to a number (`2x`, `50%`): write `1000`, `2.5`, `16`, \
        `(* 2 x)` and `1/2`. A number \
        too large for a double, such as `1e400`, is read as infinity.
        """,
      rejected: "(* 1_000 x)",
      accepted: "(* 1000 x)"),
    CatalogueEntry(
      code: .strayToken,
      title: "Something that the language does not have",
      explanation: """
        A program is made of names, numbers, `( )`, `[ ]` and comments. Strings, characters, quotation \
        marks, commas, braces and control characters have no meaning, since every value is made of \
        numbers. Characters that only look like one of the language are reported too: the minus sign \
        `−` (U+2212), curly quotation marks, invisible spaces. Such things often come in with text \
        that is pasted from a document.

        Elements are separated by spaces alone: `(f x y)`, not `(f x, y)`. A vector is `[1 2 3]`, not \
        `'(1 2 3)`. A mark at the end of a name is fine: `x'`.
        """,
      rejected: "(max x, y)",
      accepted: "(max x y)"),
    CatalogueEntry(
      code: .unterminatedComment,
      title: "A comment does not end, or has nothing to comment out",
      explanation: """
        `#|` begins a comment that ends with `|#`. Such comments nest, so that code which contains one \
        can be commented out as a whole: each `#|` needs its own `|#`.

        `#;` removes the one expression that follows it, which may be a long one in brackets. At the \
        end of a list or of the program nothing is left to remove. For the rest of a line use `;`.
        """,
      rejected: """
        (+ x 1) #| an offset
        """,
      accepted: """
        (+ x 1) #| an offset |#
        """),
    CatalogueEntry(
      code: .invalidUTF8,
      title: "The program is not valid UTF-8",
      explanation: """
        Programs are text in the encoding UTF-8. The message points at the first byte that is not part \
        of any character; nothing is read beyond it. Usually the file was saved in another encoding \
        (Latin-1, UTF-16), or is no text at all. Save it as UTF-8.
        """,
      rejected: Example(shown: "(* \u{FFFD} x)  ; the byte FC, `ü` in Latin-1") {
        Array("(* ".utf8) + [0xFC] + Array(" x)".utf8)
      },
      accepted: "(* ü x)"),
    CatalogueEntry(
      code: .nestingTooDeep,
      title: "The program exceeds a limit of the compiler",
      explanation: """
        Brackets may be nested 200,000 deep, and a program may be 1 GiB long. This is far beyond what \
        people write; generated programs reach it when they nest where they could name. Give names to \
        parts of the expression with `let*` or `define`: the result is computed with the same bits.
        """,
      rejected: Example(shown: "(- (- (- … (- x) … )))  ; 200,001 deep") {
        Array(String(repeating: "(- ", count: 200_001).utf8) + Array("x".utf8)
          + Array(String(repeating: ")", count: 200_001).utf8)
      },
      accepted: """
        (let* ((a (- x))
               (b (- a)))
          (- b))
        """),
    CatalogueEntry(
      code: .pathAsText,
      title: "The text of the program is the path of a file",
      explanation: """
        Python takes a `str` as the text of a program, and only a `Path` as the path of its file: \
        `nc.compile(Path("model.scm"))`. As a text, `model.scm` would be a program of one name, its \
        input. So a text of one line that ends in `.scm` is refused.
        """,
      rejected: "models/energy.scm",
      accepted: "(* m (square c))"),
  ]
}
