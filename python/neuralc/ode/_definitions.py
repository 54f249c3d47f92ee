"""The definitions of a program, and which of them depend on certain inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from neuralc.ode._reader import Form, names


class Definition(NamedTuple):
    """A function or a value at top level."""

    name: str
    parameters: str | None
    """The text of a function's parameters; `None` for a value."""
    body: str
    text: str
    mentions: frozenset[str]
    """Names that it may take from outside."""

    @classmethod
    def of(cls, form: Form) -> Definition:
        """What `(define …)` defines."""
        assert form.items is not None
        _, target, *rest = form.items
        body = rest[-1]
        if target.items is not None:
            name, *parameters = target.items
        elif body.head == "lambda":
            assert body.items is not None
            name, (_, bound, *rest) = target, body.items
            parameters, body = bound.items or [], rest[-1]
        else:
            return cls(target.text, None, body.text, form.text, frozenset(names(body)))
        bound_names = {_name_of(parameter) for parameter in parameters}
        mentions = {name for part in [*parameters, body] for name in names(part)} - bound_names
        listed = " ".join(parameter.text for parameter in parameters)
        return cls(name.text, listed, body.text, form.text, frozenset(mentions))


def _name_of(parameter: Form) -> str:
    """The name of a function's parameter, with its type or without."""
    return parameter.items[0].text if parameter.items else parameter.text


def parameters_of(form: Form) -> list[str]:
    """The names of the parameters of a function that `form` defines."""
    assert form.items is not None
    target, body = form.items[1], form.items[-1]
    if target.items is not None:
        return [_name_of(parameter) for parameter in target.items[1:]]
    if body.head == "lambda":
        assert body.items is not None
        return [_name_of(parameter) for parameter in body.items[1].items or []]
    return []


def dependent(definitions: Iterable[Definition], inputs: set[str]) -> list[Definition]:
    """The definitions that may depend on inputs, directly or through others."""
    definitions = list(definitions)
    reached = set(inputs)
    while True:
        found = [item for item in definitions if item.mentions & reached]
        grown = reached | {item.name for item in found}
        if grown == reached:
            return found
        reached = grown


def enclosed(definitions: list[Definition], body: str) -> str:
    """A body with definitions around it, each where those that it needs are known."""
    for group in reversed(list(_groups(definitions))):
        if group[0].parameters is None:
            body = f"(let (({group[0].name} {group[0].body}))\n{body})"
        else:
            functions = "\n".join(
                f"({item.name} (lambda ({item.parameters}) {item.body}))" for item in group
            )
            body = f"(letrec ({functions})\n{body})"
    return body


def _groups(definitions: list[Definition]) -> Iterator[list[Definition]]:
    """Values, and functions that need each other, after those that they need."""
    needed = {item.name: _needed(item, definitions) for item in definitions}
    done: set[str] = set()
    while len(done) < len(definitions):
        ready = [
            item
            for item in definitions
            if item.name not in done
            and all(name in done or item.name in needed[name] for name in needed[item.name])
        ]
        first = ready[0]
        group = [item for item in ready if item is first or item.name in needed[first.name]]
        if len(group) > 1 and any(item.parameters is None for item in group):
            listed = ", ".join(f"`{item.name}`" for item in group)
            raise ValueError(f"the definitions {listed} need each other, or names alike hide it")
        done |= {item.name for item in group}
        yield group


def _needed(item: Definition, definitions: list[Definition]) -> set[str]:
    """The names of the definitions that one needs, through others too."""
    by_name = {other.name: other for other in definitions}
    needed: set[str] = set()
    pending = [item]
    while pending:
        for name in pending.pop().mentions:
            if name in by_name and name not in needed:
                needed.add(name)
                pending.append(by_name[name])
    return needed
