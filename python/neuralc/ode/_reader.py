"""The forms of a program's text: enough to build another program around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"\s+|;[^\n]*|#\||#;|[()\[\]]|[^\s()\[\];]+")
_COMMENT = re.compile(r"#\||\|#")


class Form(NamedTuple):
    """A datum of a text that the compiler has accepted."""

    text: str
    items: list[Form] | None
    """What its brackets hold; `None` for a name or a number."""

    @property
    def head(self) -> str:
        """The name that it begins with, or an empty text."""
        first = self.items[0] if self.items else None
        return first.text if first is not None and first.items is None else ""


class _Open:
    """A bracket that is still open, or the whole text."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.items: list[Form] = []
        self.omitted = 0
        """How many of the data that follow are commented out."""

    def add(self, form: Form) -> None:
        if self.omitted:
            self.omitted -= 1
        else:
            self.items.append(form)


def read(text: str) -> list[Form]:
    """The forms at top level, without comments between them."""
    stack = [_Open(0)]
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"the program cannot be read at offset {position}")
        token, position = match.group(), match.end()
        if token == "#|":
            position = _end_of_comment(text, position)
        elif token == "#;":
            stack[-1].omitted += 1
        elif token in "([":
            stack.append(_Open(match.start()))
        elif token in ")]":
            done = stack.pop()
            stack[-1].add(Form(text[done.start : position], done.items))
        elif not token.isspace() and not token.startswith(";"):
            stack[-1].add(Form(token, None))
    return stack[0].items


def _end_of_comment(text: str, position: int) -> int:
    """Where a block comment ends; they nest."""
    depth = 1
    while depth:
        match = _COMMENT.search(text, position)
        if match is None:
            return len(text)
        depth += 1 if match.group() == "#|" else -1
        position = match.end()
    return position


def names(form: Form) -> Iterator[str]:
    """All names and numbers in a form."""
    pending = [form]
    while pending:
        form = pending.pop()
        if form.items is None:
            yield form.text
        else:
            pending += form.items
