"""Options of solvers that others wrote: those that there are, and no others."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any


def check_method(method: Any, known: Iterable[str]) -> None:
    """Refuses a method that there is not."""
    names = list(known)
    if method not in names:
        listed = ", ".join(f'"{name}"' for name in names)
        raise ValueError(f"there is no method {method!r}; there are {listed}")


def check_options(
    function: str,
    method: str,
    options: Mapping[str, Any],
    known: Iterable[str],
    elsewhere: Mapping[str, str] | None = None,
) -> None:
    """Refuses options that there are not.

    Args:
        function: What takes them.
        method: Its method, which some of them are for.
        options: What was given.
        known: What there is.
        elsewhere: Options that are given in a mapping, and in which.
    """
    names = list(known)
    for name in options:
        if name in names:
            continue
        if elsewhere and name in elsewhere:
            raise TypeError(f'{function} takes `{name}` in {elsewhere[name]}={{"{name}": …}}')
        if name in ("events", "event_fn"):
            raise TypeError(
                f"{function} has no option `{name}`: what happens at a state is not looked for; a "
                "comparison of the time in a program is stopped at by itself"
            )
        near = difflib.get_close_matches(name, [*names, *(elsewhere or ())], 1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        listed = ", ".join(f"`{other}`" for other in names)
        raise TypeError(
            f'{function} has no option `{name}` for method="{method}"; there are {listed}{hint}'
        )
