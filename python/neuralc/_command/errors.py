"""How a command ends where it does not end well."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UsageError(Exception):
    """Wrong usage, or data that cannot be used: exit status 2."""


def listed(names: Iterable[str]) -> str:
    """Names as a message lists them."""
    return ", ".join(f"`{name}`" for name in names) or "none"


def suggestion(name: str, names: Iterable[str]) -> str:
    """`; did you mean …?`, where one of the names is near."""
    known = list(names)
    near = [other for other in known if other.casefold() == name.casefold()]
    near = near or difflib.get_close_matches(name, known, 1)
    return f"; did you mean `{near[0]}`?" if near else ""
