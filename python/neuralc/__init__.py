"""Compiles programs over reals, vectors and matrices into frozen, differentiable PyTorch modules.

>>> import neuralc as nc
>>> model = nc.compile("(* m (pow c 2))", parameters={"c": 3.0})
>>> model(m=2.0)
tensor(18., grad_fn=<MulBackward0>)

Importing this package imports neither torch nor numpy; what needs them imports them when used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neuralc import ode
    from neuralc._compile import check, compile, emit
    from neuralc._diagnostic import Diagnostic, FixIt, Note, Position, Span
    from neuralc._documentation import Primitive, explain, primitives
    from neuralc._errors import CompileError
    from neuralc._evaluate import NonFinite, evaluate, gradient, non_finite
    from neuralc._fit.errors import FitError
    from neuralc._fit.fit import fit
    from neuralc._fit.parameter import Parameter
    from neuralc._fit.result import FitResult
    from neuralc._module import CompiledModule

__version__ = "0.1.0"

__all__ = [
    "CompileError",
    "CompiledModule",
    "Diagnostic",
    "FitError",
    "FitResult",
    "FixIt",
    "NonFinite",
    "Note",
    "Parameter",
    "Position",
    "Primitive",
    "Span",
    "__version__",
    "check",
    "compile",
    "emit",
    "evaluate",
    "explain",
    "fit",
    "gradient",
    "non_finite",
    "ode",
    "primitives",
]

# Which module has which name: all of them are loaded at first use (PEP 562).
_HOMES = {
    "CompileError": "_errors",
    "CompiledModule": "_module",
    "Diagnostic": "_diagnostic",
    "FitError": "_fit.errors",
    "FitResult": "_fit.result",
    "FixIt": "_diagnostic",
    "NonFinite": "_evaluate",
    "Note": "_diagnostic",
    "Parameter": "_fit.parameter",
    "Position": "_diagnostic",
    "Primitive": "_documentation",
    "Span": "_diagnostic",
    "check": "_compile",
    "compile": "_compile",
    "emit": "_compile",
    "evaluate": "_evaluate",
    "explain": "_documentation",
    "fit": "_fit.fit",
    "gradient": "_evaluate",
    "non_finite": "_evaluate",
    "primitives": "_documentation",
}


# Modules of the package that are part of its surface.
_MODULES = ("ode",)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
