"""Object code on disk, so that a program is compiled once on a machine.

The folder is `neuralc` in the user's cache (`XDG_CACHE_HOME`). `NEURALC_CACHE` names another one,
or is `off`. An entry is one file, written beside its place and renamed, with a checksum of its name
and of all that it has: a reader sees the whole entry that was asked for, or none. Whatever else has
that name is none, and the next entry takes its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

Bytes: TypeAlias = "bytes | memoryview"
"""Code, which may be a part of something longer."""

_MAGIC = b"neuralc kernel 2\n"
_DIGEST = 32
_START = len(_MAGIC) + _DIGEST
_ENDING = ".kernel"

# How much the folder may hold; the entries that were used longest ago go first.
_LARGEST = 512 << 20
# The folder is looked through after so many entries that this process has written.
_PERIOD = 64

_written = 0


def key(parts: Iterable[str | bytes]) -> str:
    """The name of an entry: a hash of all that its code depends on."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def folder() -> Path | None:
    """Where entries are, if anywhere."""
    setting = os.environ.get("NEURALC_CACHE", "")
    if setting.lower() in ("off", "0", "no", "false"):
        return None
    if setting:
        return Path(setting)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "neuralc"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "neuralc"


def read(name: str) -> tuple[dict[str, Any], Bytes] | None:
    """What was kept by this name; `None` where there is nothing that is whole."""
    place = folder()
    if place is None or not _is_trusted(place):
        return None
    try:
        data = _contents(place / (name + _ENDING))
    except OSError:
        return None
    payload = memoryview(data)[_START:]  # Code can be long, and is not copied.
    if data[:_START] != _MAGIC + _digest(name, [payload]):
        return None
    length = int.from_bytes(payload[:8], "little")
    return json.loads(bytes(payload[8 : 8 + length])), payload[8 + length :]


def _contents(path: Path) -> bytes:
    """What a file has that this program may have written; none of any other, which is not waited
    for."""
    flags = sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"))
    handle = os.open(path, os.O_RDONLY | flags)
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or not _is_own(status) or status.st_size > _LARGEST:
            return b""
        with contextlib.suppress(OSError):
            os.utime(handle if os.utime in os.supports_fd else path)
        return file.read(status.st_size)


def _digest(name: str, parts: Iterable[Bytes]) -> bytes:
    """The checksum of an entry."""
    digest = hashlib.sha256(name.encode())
    for part in parts:
        digest.update(part)
    return digest.digest()


def write(name: str, description: dict[str, Any], code: Bytes) -> None:
    """Keeps an entry; where that cannot be done, it is compiled again next time."""
    global _written
    place = folder()
    if place is None:
        return
    text = json.dumps(description).encode()
    parts = [len(text).to_bytes(8, "little"), text, code]
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_trusted(place):
            return
        handle, temporary = tempfile.mkstemp(prefix=name[:16], suffix=".new", dir=place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([_MAGIC, _digest(name, parts), *parts])
            _put(temporary, place / (name + _ENDING))
        except BaseException:
            os.unlink(temporary)
            raise
        if _written % _PERIOD == 0:
            trim(place)
        _written += 1
    except OSError:
        return


def _put(temporary: str, path: Path) -> None:
    """Gives an entry its name, whatever has that now."""
    try:
        os.replace(temporary, path)
    except IsADirectoryError:
        os.rmdir(path)  # If it is empty: nothing of anybody's is deleted.
        os.replace(temporary, path)


def _is_trusted(place: Path) -> bool:
    """Whether a folder is there in which nobody else can put code."""
    try:
        status = place.stat()
    except OSError:
        return False
    return _is_own(status)


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody else can write there."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def trim(place: Path, largest: int = _LARGEST) -> None:
    """Removes what was used longest ago until the rest is small enough."""
    entries = []
    with os.scandir(place) as files:
        for file in files:
            if file.name.endswith((_ENDING, ".new")):
                with contextlib.suppress(OSError):
                    status = file.stat(follow_symlinks=False)
                    entries.append((status.st_mtime, status.st_size, file.path))
    excess = sum(size for _, size, _ in entries) - largest
    for _, size, path in sorted(entries):
        if excess <= 0:
            break
        with contextlib.suppress(OSError):
            os.unlink(path)
        excess -= size
