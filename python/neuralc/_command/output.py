"""Files that a command writes: all of them, or none."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from neuralc._command.errors import UsageError

PICTURES = (".png", ".svg", ".pdf")
TEXTS = (".json", ".txt", ".html", ".csv")


def check(paths: Sequence[str], read: Sequence[str] = ()) -> None:
    """Refuses files that could not be written in the end, and such as are read.

    Raises:
        UsageError: An ending is unknown, Matplotlib is missing for a plot, a folder is missing,
            one file is named twice, or is one that is read.
    """
    seen: set[Path] = set()
    for path in map(Path, paths):
        if path.suffix.lower() not in (*TEXTS, *PICTURES):
            endings = ", ".join((*TEXTS, *PICTURES))
            raise UsageError(
                f"-o {path}: the ending says what is written, and must be one of {endings}"
            )
        if path.suffix.lower() in PICTURES and find_spec("matplotlib") is None:
            raise UsageError(
                f"-o {path}: plots need Matplotlib, which is not installed: "
                'pip install "neuralc[plot]"'
            )
        if not path.parent.is_dir():
            raise UsageError(f"cannot write {path}: there is no folder {path.parent}")
        if path.is_dir() or not os.access(path.parent, os.W_OK):
            raise UsageError(
                f"cannot write {path}: {'it is a folder' if path.is_dir() else 'no permission'}"
            )
        for other in map(Path, read):
            if path.exists() and other.exists() and path.samefile(other):
                raise UsageError(f"-o {path} would take the place of {other}, which is read")
        if path.resolve() in seen:
            raise UsageError(f"-o {path} is given twice")
        seen.add(path.resolve())


def show(text: str) -> None:
    """Prints a text; whoever reads it may have gone.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        print(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def write(files: Mapping[str, bytes]) -> None:
    """Writes all files under other names first, then renames them, so that nobody ever sees half.

    Raises:
        UsageError: One cannot be written; then none is.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            target = Path(name).resolve()
            ready.append((_temporary(target, content), target))
        for temporary, target in ready:
            temporary.replace(target)
    except OSError as error:
        raise UsageError(f"cannot write {error.filename}: {error.strerror}") from None
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)


def _temporary(target: Path, content: bytes) -> Path:
    """A file beside the target, with the permissions that the target has or would get."""
    descriptor, name = tempfile.mkstemp(prefix=f"{target.name}.", dir=target.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.chmod(name, target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
