"""A program's kernels: made when they are first needed, from the disk where they are known."""

from __future__ import annotations

import builtins
import ctypes
import json
import math
import struct
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, TypeAlias

from neuralc import __version__, _call, _library
from neuralc._evaluate import EXCEPTIONS
from neuralc._kernels import abi, cache, machine_code, mathematics
from neuralc._kernels.cache import Bytes
from neuralc._kernels.machine import Effort, host
from neuralc._kernels.machine_code import MachineCode
from neuralc._kernels.tiers import replace_when_called_often
from neuralc._source import Request

if TYPE_CHECKING:
    from neuralc._module import Variable

Mode: TypeAlias = Literal["value", "pullback", "pushforward", "second"]
"""What a kernel computes; `second` is the tangent of value and pullback."""


class Specialisation(NamedTuple):
    """What one kernel is made for."""

    mode: Mode
    bits: int
    """Of a number: 32 or 64."""
    lanes: int
    wrt: tuple[int, ...]
    """Positions among inputs, then parameters."""
    sizes: tuple[tuple[str, int], ...]
    """The lengths that the program leaves open."""
    derivatives: Literal["careful", "fast"] = "fast"
    """Whether derivatives are as they are defined (0 times infinity is 0, quotients are divided),
    or as costs least, and the kernel says where that may matter."""
    placement: str = ""
    """Where inputs and then outputs lie (`layout.placement`); empty where nothing is known."""


class Site(NamedTuple):
    """A place where a program can fail."""

    kind: str
    """The name of the exception."""
    message: str
    """With `{}` for the value that is wrong."""


class Kernel:
    """One function in memory."""

    def __init__(
        self, description: Mapping[str, Any], code: Bytes, careful: Callable[[], Kernel]
    ) -> None:
        symbol: str = description["symbol"]
        addresses = description["addresses"]
        loaded = (
            host().load(bytes(code), symbol, description["functions"])
            if addresses is None
            else MachineCode(code, [(_address(name), offset) for name, offset in addresses])
        )
        function: Any = abi.Function(loaded.address)
        function.code = loaded  # There as long as anybody can be in a call of it.
        self.function: Callable[..., int] = function
        """Status of a call; another one may take its place at any time."""
        self.inputs = tuple(tuple(sizes) for _, sizes in description["inputs"])
        self.outputs = tuple(tuple(sizes) for _, sizes in description["outputs"])
        self.sites = tuple(Site(kind, message) for kind, message, *_ in description["sites"])
        self.is_recursive: bool = description["recursive"]
        self.is_long: bool = self.is_recursive or description["loops"]
        """Whether an item may take many times longer than reading it does."""
        self.careful = careful
        """Gives the kernel to call where this one is uncertain."""

    def size_of_input(self, position: int) -> int:
        """How many elements an operand has."""
        return math.prod(self.inputs[position])

    def fail(self, status: int, failure: abi.Failure) -> NoReturn:
        """Raises what the eager module raises."""
        if status != abi.FAILED:
            raise MemoryError("neuralc: a kernel could not allocate memory")
        kind, message = self.sites[failure.site]
        error: type[Exception] = getattr(builtins, kind)
        number = failure.value
        raise error(message.replace("{}", str(int(number) if abs(number) < 1e15 else number)))


class Program:
    """What all modules of a class share."""

    def __init__(
        self,
        request: Request,
        inputs: tuple[Variable, ...],
        parameters: tuple[Variable, ...],
        result: str,
    ) -> None:
        self.request = request
        self.variables = inputs + parameters
        self.ranks = tuple(len(item.sizes) for item in self.variables)
        self.result_rank = ("(vec", "(mat").index(result[:4]) + 1 if result[0] == "(" else 0
        self.text = json.dumps(
            [request.source.decode("latin-1"), request.options.decode("latin-1"), request.numbers]
        )
        """The program as operators of PyTorch have it."""
        self.plans: dict[Any, Any] = {}
        """By what tensors look like."""
        self.recent: dict[Any, Any] = {}
        """The calls of the plan that was last used, by mode and variables."""
        self._result_sizes: dict[Any, tuple[int, ...]] = {}
        self._kernels: dict[Specialisation, Kernel] = {}
        self._instead: dict[Specialisation, Specialisation] = {}
        """What is asked for where fast derivatives have not been enough."""
        self._lock = threading.Lock()

    @classmethod
    def of(cls, request: Request) -> Program:
        """The program of a request."""
        from neuralc._module import variables

        answer = request.run(b"interface")
        return cls(
            request,
            variables(answer["inputs"]),
            variables(answer["parameters"]),
            answer["result"],
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return program_of, (self.text,)  # Kernels are made again.

    def __deepcopy__(self, memo: object) -> Program:
        return self  # It is what all modules of a class share.

    def name_of(self, position: int) -> str:
        """What an operand of a kernel is, for messages."""
        names = [f"`{item.name}`" for item in self.variables]
        return names[position] if position < len(names) else "the cotangent"

    def result_sizes(self, shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The lengths of the result's dimensions for variables of these shapes."""
        cores = [shape[len(shape) - rank :] for shape, rank in zip(shapes, self.ranks, strict=True)]
        key = sizes_of(self.variables, cores)
        found = self._result_sizes.get(key)
        if found is None:
            reply = self._ask(Specialisation("value", 64, 1, (), key))
            found = self._result_sizes[key] = tuple(reply["outputs"][0][1])
        return found

    def kernel(self, specialisation: Specialisation) -> Kernel:
        """The kernel for these sizes, compiled unless it is known."""
        specialisation = self._instead.get(specialisation, specialisation)
        found = self._kernels.get(specialisation)
        if found is None:
            with self._lock:
                found = self._kernels.get(specialisation)
                if found is None:
                    found = self._kernels[specialisation] = self._make(specialisation)
        return found

    def _careful(self, specialisation: Specialisation) -> Kernel:
        """The kernel with careful derivatives, which from now on is called at once: where they have
        mattered, they will again."""
        careful = specialisation._replace(derivatives="careful")
        self._instead[specialisation] = careful
        return self.kernel(careful)

    def _make(self, specialisation: Specialisation) -> Kernel:
        known = cache.read(self._cache_key(specialisation, "full"))
        if known is not None:
            return self._loaded(specialisation, *known)
        # Code without loops is not called for long, so that most of it would be made too well.
        if specialisation.lanes > 1:
            return self._loaded(specialisation, *self._compile(specialisation, "full"))
        known = cache.read(self._cache_key(specialisation, "least"))
        description, code = known or self._compile(specialisation, "least")
        kernel = self._loaded(specialisation, description, code)
        if description["effort"] == "least":
            replace_when_called_often(self, specialisation, kernel)
        return kernel

    def _loaded(self, specialisation: Specialisation, description: Any, code: Bytes) -> Kernel:
        reference = weakref.ref(self)  # A kernel does not hold its program, which holds it.

        def careful() -> Kernel:
            program = reference()
            assert program is not None  # Whoever calls a kernel holds its program.
            return program._careful(specialisation)

        return Kernel(description, code, careful)

    def improve(self, specialisation: Specialisation) -> None:
        """Compiles a kernel as well as can be, and lets calls take that from now on."""
        better = self._loaded(specialisation, *self._compile(specialisation, "full"))
        self._kernels[specialisation].function = better.function

    def _compile(self, specialisation: Specialisation, effort: Effort) -> tuple[Any, Bytes]:
        """The description and the code of a kernel, which are kept on disk."""
        reply = self._ask(specialisation, effort)
        code: Bytes | None = reply.pop("code", None)
        if code is None:
            return self._compile_text(specialisation, reply, effort)
        return self._keep(specialisation, {**reply, "functions": [], "effort": effort}, code)

    def _compile_text(
        self, specialisation: Specialisation, reply: dict[str, Any], effort: Effort
    ) -> tuple[Any, Bytes]:
        """The same where the compiler has given LLVM's text."""
        (text,) = reply.pop("texts")
        if reply["loops"] or reply["recursive"]:
            effort = "full"
        code, functions = host().compile(text, effort, reply["loops"])
        return self._keep(specialisation, {**reply, "functions": functions, "effort": effort}, code)

    def _keep(
        self, specialisation: Specialisation, description: dict[str, Any], code: Bytes
    ) -> tuple[Any, Bytes]:
        cache.write(self._cache_key(specialisation, description["effort"]), description, code)
        return description, code

    def _ask(self, specialisation: Specialisation, effort: Effort = "full") -> dict[str, Any]:
        """The kernel as the compiler gives it: LLVM's text, or with the least effort code if that
        can be, and what its caller must know."""
        mode, bits, lanes, wrt, sizes, derivatives, placement = specialisation
        fields: list[str | bytes] = ["mode", mode, "dtype", f"float{bits}", "lanes", str(lanes)]
        fields += ["derivatives", derivatives, "wrt", " ".join(map(str, wrt))]
        if placement:
            fields += ["placement", placement]
        for name, length in sizes:
            fields += ["size", name, str(length)]
        if effort == "least" and machine_code.is_supported(host().features):
            fields += ["baseline", " ".join(mathematics.linked(bits, host().features))]
        request = self.request
        options = request.options + _library.records(fields)
        reply = Request.restored(request.source, options, request.numbers).run(b"kernel")
        if "failure" in reply:
            raise EXCEPTIONS[reply["failure"]](reply["message"])
        return reply

    def _cache_key(self, specialisation: Specialisation, effort: Effort) -> str:
        request = self.request
        numbers = struct.pack(f"<{len(request.numbers)}d", *request.numbers)
        return cache.key(
            [
                _library_stamp(),
                host().identity,
                request.source,
                request.options,
                numbers,
                repr(specialisation),
                effort,
            ]
        )


@lru_cache(maxsize=256)
def program_of(text: str) -> Program:
    """The program whose text, as operators of PyTorch have it, this is."""
    source, options, numbers = json.loads(text)
    return Program.of(
        Request.restored(source.encode("latin-1"), options.encode("latin-1"), numbers)
    )


def _address(symbol: str) -> int:
    """Where a function is that machine code calls: an elementary one, or one of C."""
    if symbol.startswith("neuralc_"):
        return mathematics.address_of_one(symbol, host().features)
    address = ctypes.cast(getattr(ctypes.CDLL(None), symbol), ctypes.c_void_p).value
    assert address  # `malloc` and `free` are part of every process.
    return address


def sizes_of(
    variables: Sequence[Variable], cores: Sequence[Sequence[int]]
) -> tuple[tuple[str, int], ...]:
    """The lengths that the program leaves open, from the shapes of its variables' items."""
    sizes: dict[str, int] = {}
    for item, core in zip(variables, cores, strict=False):
        for size, length in zip(item.sizes, map(int, core), strict=True):
            if (sizes.setdefault(size, length) if isinstance(size, str) else size) != length:
                raise ValueError(
                    f"the input `{item.name}` must be {_call.expectation(item)}, and has "
                    f"{tuple(core)} as its last dimensions"
                )
    return tuple(sorted(sizes.items()))


def _library_stamp() -> str:
    """Which compiler this is; a hash of its file would take longer than to load a kernel."""
    status = _library.path().stat()
    return f"{__version__} {status.st_size} {status.st_mtime_ns}"
