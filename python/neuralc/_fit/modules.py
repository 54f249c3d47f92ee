"""Any PyTorch module, and residuals of the user's own, as predictors: by torch.func."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.func import functional_call, jacrev, jvp, vmap

from neuralc._fit.compiled import stepwise, unknowns_of
from neuralc._fit.data import Columns, check_finite
from neuralc._fit.names import listed
from neuralc._fit.predictor import Predictor
from neuralc._fit.space import Array, Unknown
from neuralc._module import CompiledModule

# Directions that a Jacobian is computed for at once, so that memory stays bounded.
_CHUNK = 64


class _Residuals(nn.Module):
    """A module whose value is that of a function of a model and data."""

    def __init__(self, model: nn.Module, function: Callable[..., Any], data: Any) -> None:
        super().__init__()
        self.model = model
        self._function = function
        self._data = data

    def forward(self) -> Tensor:
        value = self._function(self.model, self._data)
        if isinstance(value, (tuple, list)):
            value = torch.cat([torch.as_tensor(part).reshape(-1) for part in value])
        if not isinstance(value, Tensor):
            raise TypeError(f"residuals must give a tensor, or several, not {type(value).__name__}")
        return value


class _Called(nn.Module):
    """A module whose value is that of another with these inputs."""

    def __init__(
        self,
        model: nn.Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        present: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.model = model
        self.args = args
        self.kwargs = kwargs
        self.present = present
        """Which rows have all inputs, where some do not; NaN is the value of the others."""

    def forward(self) -> Tensor:
        value: Tensor
        if self.present is None:
            value = self.model(*self.args, **self.kwargs)
            return value
        index = self.present.nonzero()[:, 0]
        rows = len(self.present)
        value = self.model(
            *(_some(item, rows, index) for item in self.args),
            **{name: _some(item, rows, index) for name, item in self.kwargs.items()},
        )
        if not value.dim() or len(value) != len(index):
            raise ValueError(
                f"inputs are missing in some rows, and the model's value has the shape "
                f"{tuple(value.shape)} for the {len(index)} others: it must have a row for each"
            )
        whole = value.new_full((rows, *value.shape[1:]), float("nan"))
        return whole.index_copy(0, index, value)


def _some(value: Tensor, rows: int, index: Tensor) -> Tensor:
    """Some rows of an input; all of one that has none."""
    return value[index] if value.dim() and len(value) == rows else value


class ModulePredictor(Predictor):
    """A module with the data inside it, which takes no inputs."""

    def __init__(self, whole: nn.Module, model: nn.Module) -> None:
        self._whole = whole
        self._model = model
        self._targets = _parameters(model)
        self.unknowns = [unknown for unknown, _, _ in self._targets]
        self._paths = [path for _, path, _ in self._targets]
        self._dtypes = _dtypes(model, [parameter for _, _, parameter in self._targets])
        narrowest = max((torch.finfo(dtype).eps for dtype in self._dtypes), default=0.0)
        self.precision = max(narrowest, self.precision)
        lengths = [unknown.start.size for unknown in self.unknowns]
        self._lengths = lengths
        self._is_row_by_row = False

    def settle(self, flat: Array) -> None:
        with torch.no_grad():
            self.shape = tuple(self._called(torch.from_numpy(flat)).shape)
        present = self._whole.present if isinstance(self._whole, _Called) else None
        if present is not None:
            absent = ~present.numpy().reshape(-1, *[1] * (len(self.shape) - 1))
            self.absent = numpy.broadcast_to(absent, self.shape)

    @classmethod
    def of_residuals(
        cls, model: nn.Module, function: Callable[..., Any], data: Any
    ) -> ModulePredictor:
        """The residuals that a function of model and data gives."""
        return cls(_Residuals(model, function, data), model)

    @classmethod
    def of_itself(cls, model: nn.Module) -> ModulePredictor:
        """The residuals that a module gives without inputs."""
        return cls(_Called(model, (), {}), model)

    @classmethod
    def of_inputs(
        cls, model: nn.Module, columns: Columns, target: str | None, shape: tuple[int, ...]
    ) -> ModulePredictor:
        """What a module gives for the columns that its `forward` names; `shape` is the target's."""
        return cls(_called(model, columns, target, shape), model)

    def _result(self, flat: Tensor) -> Tensor:
        return self._called(flat).reshape(-1)

    def _called(self, flat: Tensor) -> Tensor:
        """What the module gives, in its own shape."""
        parts = torch.split(flat, self._lengths)
        values = {
            f"model.{path}": part.reshape(unknown.start.shape).to(dtype)
            for path, part, unknown, dtype in zip(
                self._paths, parts, self.unknowns, self._dtypes, strict=True
            )
        }
        result: Tensor = functional_call(self._whole, values, ())
        return result

    def values(self, flat: Array) -> Array:
        with torch.no_grad():
            return self._result(torch.from_numpy(flat)).double().numpy()

    def linearised(self, flat: Array, free: Array) -> tuple[Array, Array]:
        whole, positions = torch.from_numpy(flat), torch.from_numpy(free)

        def function(part: Tensor) -> tuple[Tensor, Tensor]:
            result = self._result(whole.index_put((positions,), part))
            return result, result

        part = whole[positions]
        if not self._is_row_by_row:
            transform = _forward if len(free) <= self.size else _reverse
            try:
                jacobian, values = transform(function, part)
            except RuntimeError:
                # A loop that depends on data has no batched derivatives. What is wrong with the
                # function itself is raised again below.
                self._is_row_by_row = True
            else:
                return values.detach().double().numpy(), jacobian.detach().double().numpy()
        return _row_by_row(lambda x: function(x)[0], part)

    def pulled_back(self, flat: Array, cotangent: Callable[[Array], Array]) -> tuple[Array, Array]:
        with torch.enable_grad():
            leaf = torch.from_numpy(flat.copy()).requires_grad_()
            result = self._result(leaf)
            values = result.detach().double().numpy()
            seed = torch.from_numpy(cotangent(values)).to(result.dtype)
            (gradient,) = torch.autograd.grad(result, leaf, seed)
        return values, gradient.numpy()

    def stepwise(self) -> set[str]:
        found = set()
        for unknown, path, _ in self._targets:
            owner = self._model.get_submodule(path.rpartition(".")[0])
            if isinstance(owner, CompiledModule) and _spelled(self._model, path) in stepwise(owner):
                found.add(unknown.name)
        return found

    @property
    def rows(self) -> int:
        return _rows(self._whole)

    def part(self, rows: Array) -> ModulePredictor:
        count = self.rows
        if not count or not isinstance(self._whole, _Called):
            return super().part(rows)  # type: ignore[return-value]
        index = torch.from_numpy(rows)
        args = tuple(_some(value, count, index) for value in self._whole.args)
        kwargs = {name: _some(value, count, index) for name, value in self._whole.kwargs.items()}
        present = self._whole.present
        present = None if present is None else present[index]
        part = ModulePredictor(_Called(self._model, args, kwargs, present), self._model)
        part.shape = (len(rows), *self.shape[1:])
        return part

    def along(self, name: str, values: Array, row: int) -> ModulePredictor | None:
        whole, rows = self._whole, self.rows
        if not rows or not isinstance(whole, _Called) or whole.present is not None:
            return None
        if whole.args and len(whole.args) + len(whole.kwargs) > 1:
            return None
        if not whole.args and name not in whole.kwargs:
            return None

        def other(key: str | None, value: Tensor) -> Tensor:
            if key in (None, name):
                new = torch.from_numpy(values).to(value.dtype)
                return new.reshape(-1, *[1] * (value.dim() - 1))
            return value[row].expand(len(values), *value.shape[1:])

        args = tuple(other(None, value) for value in whole.args)
        kwargs = {key: other(key, value) for key, value in whole.kwargs.items()}
        other_rows = ModulePredictor(_Called(self._model, args, kwargs), self._model)
        other_rows.shape = (len(values), *self.shape[1:])
        return other_rows

    def store(self, flat: Array) -> None:
        parts = torch.split(torch.from_numpy(flat), self._lengths)
        with torch.no_grad():
            for (unknown, _, parameter), part in zip(self._targets, parts, strict=True):
                parameter.copy_(part.reshape(unknown.start.shape))


def _parameters(model: nn.Module) -> list[tuple[Unknown, str, nn.Parameter]]:
    """The parameters of a model with their paths.

    One of a compiled program, or of a module that wraps it, is called as the program spells it
    where nothing else is called so, and by its path otherwise.
    """
    paths = [path for path, _ in model.named_parameters()]
    spelled = [_spelled(model, path) for path in paths]
    result = []
    for path, own in zip(paths, spelled, strict=True):
        owner = model.get_submodule(path.rpartition(".")[0])
        local = path.rpartition(".")[2]
        name = own if spelled.count(own) == 1 and own not in set(paths) - {path} else path
        # The weights of a layer mean nothing by themselves.
        is_layer = type(owner).__module__.startswith("torch.nn")
        is_nuisance = is_layer or local in getattr(owner, "__nuisance__", ())
        unknown = _unknown(owner, path, name, not is_nuisance)
        result.append((unknown, path, getattr(owner, local)))
    return result


def _spelled(model: nn.Module, path: str) -> str:
    """What a program calls a parameter; the path of one that is in no program."""
    place, _, local = path.rpartition(".")
    owner = model.get_submodule(place)
    if not isinstance(owner, CompiledModule):
        return path
    return next(item.name for item in owner.__neuralc__.parameters if item.identifier == local)


def _unknown(owner: nn.Module, path: str, name: str, is_named: bool) -> Unknown:
    """What is known of a parameter of a module."""
    local = path.rpartition(".")[2]
    if isinstance(owner, CompiledModule):
        definition = owner.__neuralc__
        for unknown, item in zip(unknowns_of(owner), definition.parameters, strict=True):
            if item.identifier == local:
                return Unknown(name, unknown.start, is_named, unknown.declared, path)
    parameter: Tensor = getattr(owner, local)
    start: Array = parameter.detach().cpu().double().numpy().copy()
    return Unknown(name, start, is_named, alias=path)


def _dtypes(model: nn.Module, parameters: list[nn.Parameter]) -> list[torch.dtype]:
    """What each parameter is computed in: float64 in models that are compiled, or in float64
    already, throughout."""
    owners = [
        module
        for module in model.modules()
        if next(module.parameters(recurse=False), None) is not None
    ]
    if all(
        isinstance(owner, CompiledModule)
        or all(item.dtype == torch.float64 for item in owner.parameters(recurse=False))
        for owner in owners
    ):
        return [torch.float64 for _ in parameters]
    return [parameter.dtype for parameter in parameters]


def _forward(function: Callable[[Tensor], Any], part: Tensor) -> tuple[Tensor, Tensor]:
    """Jacobian and values, a tangent for each element of `part`."""

    def along(tangent: Tensor) -> Any:
        return jvp(lambda x: function(x)[0], (part,), (tangent,))[1]

    directions = torch.eye(len(part), dtype=part.dtype)
    columns = vmap(along, out_dims=-1, chunk_size=_CHUNK)(directions)
    with torch.no_grad():
        values = function(part)[0]
    return columns, values


def _reverse(function: Callable[[Tensor], Any], part: Tensor) -> tuple[Tensor, Tensor]:
    """Jacobian and values, a cotangent for each value."""
    jacobian, values = jacrev(function, has_aux=True, chunk_size=_CHUNK)(part)
    return jacobian, values


def _row_by_row(function: Callable[[Tensor], Tensor], part: Tensor) -> tuple[Array, Array]:
    """Values and Jacobian by one backward pass for each value."""
    with torch.enable_grad():
        leaf = part.detach().clone().requires_grad_()
        values = function(leaf)
        rows = []
        for value in values:
            (row,) = torch.autograd.grad(value, leaf, retain_graph=True, allow_unused=True)
            rows.append(torch.zeros_like(leaf) if row is None else row)
    jacobian = torch.stack(rows) if rows else part.new_zeros(0, len(part))
    return values.detach().double().numpy(), jacobian.double().numpy()


def _called(
    model: nn.Module, columns: Columns, target: str | None, shape: tuple[int, ...]
) -> _Called:
    """A module with the columns that its `forward` names, or with the only one there is."""
    signature = inspect.signature(model.forward)
    names = [
        item.name
        for item in signature.parameters.values()
        if item.kind in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY)
    ]
    required = [name for name in names if signature.parameters[name].default is inspect._empty]
    dtype = next((p.dtype for p in model.parameters()), torch.float64)
    if isinstance(model, CompiledModule) or not any(True for _ in model.parameters()):
        dtype = torch.float64

    gaps: list[Array] = []

    def tensor(name: str) -> Tensor:
        found = columns.numbers(name, "an input")
        check_finite(name, found.values, ~found.missing)
        if found.missing.any():
            gaps.append(_rows_without(name, found.missing, shape))
        return torch.from_numpy(found.values).to(dtype)

    def called(args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Called:
        present = torch.from_numpy(~numpy.any(gaps, axis=0)) if gaps else None
        return _Called(model, args, kwargs, present)

    missing = [name for name in required if name not in columns]
    if not missing:
        return called((), {name: tensor(name) for name in names if name in columns})
    others = [name for name in columns if name != target]
    if len(required) == 1 and len(others) == 1:
        return called((tensor(others[0]),), {})
    have = f"they have {listed(list(columns))}" if len(columns) else "there are none"
    raise ValueError(f"the data have no column for the input {listed(missing)}; {have}")


def _rows_without(name: str, missing: Array, shape: tuple[int, ...]) -> Array:
    """The rows in which something of an input is missing."""
    if not missing.ndim or missing.shape[:1] != shape[:1]:
        raise ValueError(f"the input `{name}` is one for all rows, and something in it is missing")
    result = numpy.asarray(missing.reshape(len(missing), -1).any(axis=1))
    if result.all():
        raise ValueError(f"the input `{name}` is missing in all rows")
    return result


def _rows(whole: nn.Module) -> int:
    """The length that the inputs of a module have in common."""
    if not isinstance(whole, _Called):
        return 0
    values = [*whole.args, *whole.kwargs.values()]
    lengths = {len(value) for value in values if value.dim()}
    return lengths.pop() if len(lengths) == 1 else 0
