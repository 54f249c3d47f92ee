"""A result as JSON, and back."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy

from neuralc._fit.result import FitResult, History
from neuralc._fit.starts import Starts
from neuralc._fit.statistics import Statistics

FORMAT = "neuralc fit"
VERSION = 1

# What does not go into a document: the model itself, and what a profile needs.
_LEFT_OUT = ("model", "work")
_ARRAYS = ("covariance", "residuals", "fitted", "target", "sigma")
_TUPLES = ("names", "warnings")


def to_json(result: FitResult, indent: int | None = 2) -> str:
    """The result as a JSON object. NaN is null; infinities are the strings "inf" and "-inf"."""
    fields = {
        field.name: _plain(getattr(result, field.name))
        for field in dataclasses.fields(result)
        if field.name not in _LEFT_OUT
    }
    document = {"format": FORMAT, "version": VERSION, **fields}
    return json.dumps(document, indent=indent, ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """A value in what JSON has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, numpy.ndarray):
        return _plain(value.tolist())
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def from_json(text: str) -> FitResult:
    """The result that a document describes, without its model.

    Raises:
        ValueError: The text is no such document, or one of a later version.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError("this JSON does not describe the result of a fit")
    if document["version"] != VERSION:
        raise ValueError(
            f"this result has version {document['version']} of its format, and version {VERSION} "
            "can be read"
        )
    try:
        return FitResult(**_fields(document))
    except (KeyError, TypeError) as error:
        raise ValueError(f"this result is incomplete: {error}") from None


def _fields(document: dict[str, Any]) -> dict[str, Any]:
    """What the constructor takes."""
    fields = {name: item for name, item in document.items() if name not in ("format", "version")}
    for name in _ARRAYS:
        fields[name] = None if fields.get(name) is None else _array(fields[name])
    for name in _TUPLES:
        fields[name] = tuple(fields[name])
    for name in ("estimates", "standard_errors"):
        fields[name] = {key: _value(item) for key, item in fields[name].items()}
    fields["intervals"] = {
        key: (_number(low), _number(high)) for key, (low, high) in fields["intervals"].items()
    }
    fields["inputs"] = {key: _array(item) for key, item in fields["inputs"].items()}
    fields["quantile_freedom"] = _number(fields["quantile_freedom"])
    size = len(fields["names"])
    fields["covariance"] = fields["covariance"].reshape(size, size)
    fields["statistics"] = Statistics(
        **{name: _number(item) for name, item in fields["statistics"].items()}
    )
    fields["starts"] = Starts(
        fields["starts"]["screened"],
        tuple(_number(item) for item in fields["starts"]["costs"]),
        fields["starts"]["agreed"],
        tuple(fields["starts"].get("failures", ())),
    )
    fields["history"] = History(**{name: _array(item) for name, item in fields["history"].items()})
    for name in ("bounds", "accuracies"):
        fields[name] = {key: _number(item) for key, item in fields.get(name, {}).items()}
    fields["logarithmic"] = frozenset(fields["logarithmic"])
    return {**fields, "model": None}


def _number(item: Any) -> Any:
    """A number as it was."""
    return math.nan if item is None else float(item) if isinstance(item, str) else item


def _array(item: Any) -> Any:
    """Nested lists of numbers as an array of float64."""
    if isinstance(item, list):
        parts = [_array(part) for part in item]
        return numpy.array(parts, dtype=numpy.float64)
    return numpy.float64(_number(item))


def _value(item: Any) -> Any:
    return _array(item) if isinstance(item, list) else _number(item)
