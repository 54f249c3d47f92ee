"""This machine, and LLVM for it: from text to object code to a function in memory."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from neuralc._kernels import mathematics, processor

if TYPE_CHECKING:
    from collections.abc import Sequence

Effort: TypeAlias = Literal["full", "least"]
"""How well code is to be: `least` takes a fifth of the time; the results are the same."""

# An LLVM just-in-time compiler keeps some kilobytes of each library that it ever had, so it is
# given up for a new one from time to time; it goes when the last of its code does.
_LIBRARIES_OF_A_COMPILER = 256

# Longer texts of kernels, in characters, are not optimised: time may grow faster than they do.
_LONGEST_OPTIMISED = 2_000_000


def llvm() -> Any:
    """The binding of LLVM, an optional dependency."""
    try:
        import llvmlite.binding
    except ImportError as error:
        raise ImportError(
            'backend="native" needs llvmlite: pip install "neuralc[native]"', name="llvmlite"
        ) from error
    return llvmlite.binding


@cache
def host() -> Machine:
    """The machine of this process."""
    return Machine()


# Constants and the functions that are called may be anywhere: the linker puts sections where there
# is room, and ends the process where a distance has more than 32 bits.
_CODE_MODEL = "large"


class Code:
    """A function in memory, there as long as this object."""

    def __init__(self, tracker: Any, compiler: Any, symbol: str) -> None:
        self._keep = (tracker, compiler)
        self.address: int = tracker[symbol]


class Machine:
    """What code is made for, and what makes it."""

    def __init__(self) -> None:
        binding = llvm()
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        self._llvm = binding
        self._lock = threading.Lock()
        self._compiler: Any = None
        self._libraries = 0
        self.cpu: str = binding.get_host_cpu_name()
        features = processor.within(processor.widest(), binding.get_host_cpu_features())
        self.features = frozenset(name for name, present in features.items() if present)
        self.flags = processor.flags(features)
        self.triple: str = binding.get_process_triple()
        self.version = ".".join(map(str, binding.llvm_version_info))

    @property
    def identity(self) -> str:
        """All that object code depends on, other than its text."""
        parts = [self.version, self.triple, self.cpu, self.flags, _CODE_MODEL]
        return " ".join([*parts, str(mathematics.REVISION)])

    def lanes(self, bits: int) -> int:
        """How many numbers of so many bits a register holds."""
        if "avx512f" in self.features:
            return 512 // bits
        return (256 if "avx2" in self.features else 128) // bits

    def lanes_of(self, count: int, bits: int) -> int:
        """How many lanes a kernel has for so many items: 1 for one item, else those of a register,
        or of two where that many items are there, as each hides how long the other takes."""
        if count <= 1:
            return 1
        lanes = self.lanes(bits)
        return lanes if count < 2 * lanes else 2 * lanes

    def target(self, level: int = 2) -> Any:
        """LLVM's description of the machine, one for each use: it is not safe to share."""
        return self._llvm.Target.from_triple(self.triple).create_target_machine(
            cpu=self.cpu, features=self.flags, opt=level, reloc="pic", codemodel=_CODE_MODEL
        )

    def compile(
        self, text: str, effort: Effort = "full", has_loops: bool = False
    ) -> tuple[bytes, list[str]]:
        """Object code, and the names of the elementary functions that it calls.

        The compiler's own passes leave straight code in a good form. Loops gain up to a third from
        LLVM's first level, which takes as long as the generation of code.
        """
        text, names = mathematics.complete(text, self.features)
        module = self._llvm.parse_assembly(text)
        module.verify()
        target = self.target(0 if effort == "least" else 2)
        if effort == "full" and has_loops and len(text) <= _LONGEST_OPTIMISED:
            options = self._llvm.create_pipeline_tuning_options()
            options.speed_level = 1
            builder = self._llvm.create_pass_builder(target, options)
            builder.getModulePassManager().run(module, builder)
        return target.emit_object(module), names

    def load(self, code: bytes, symbol: str, functions: Sequence[str]) -> Code:
        """Object code as a function that can be called."""
        library = self._llvm.JITLibraryBuilder().add_object_img(code).export_symbol(symbol)
        for name in functions:
            library.import_symbol(name, mathematics.address(name, self.features))
        library.add_current_process()  # For malloc, memcpy and the like.
        with self._lock:
            if self._compiler is None or self._libraries >= _LIBRARIES_OF_A_COMPILER:
                self._compiler = self._llvm.create_lljit_compiler(self.target())
                self._libraries = 0
            compiler = self._compiler
            self._libraries += 1
            tracker = library.link(compiler, f"kernel{self._libraries}")
        return Code(tracker, compiler, symbol)
