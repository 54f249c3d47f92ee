"""What may lie in the folder of the cache instead of the entry that was asked for: never is it run,
waited for or an end of the process; it is compiled again, and takes that place."""

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

from neuralc._kernels import cache

DESCRIPTION, CODE = {"symbol": "f", "n": 1}, bytes(range(256))

PROGRAM = """
import neuralc as nc, numpy as np, torch
m = nc.compile("(loop ((k 0) (y 1)) (if (= k 100) y (recur (+ k 1) (* y rate))))", backend="native")
print(m.value_and_grad(0.99)[0], m(torch.full((5,), 0.99))[0].item())
print(m.value_and_grad(np.full(3, 0.99))[0])
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEURALC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.kernel"


def socket_at(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # The name of a socket must be short.
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(before)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # It has no blocks on disk.


def linked(path: Path) -> None:
    """A whole entry, but elsewhere."""
    cache.write(path.stem, DESCRIPTION, CODE)
    path.rename(path.parent / "elsewhere")
    path.symlink_to(path.parent / "elsewhere")


def writable(path: Path) -> None:
    cache.write(path.stem, DESCRIPTION, CODE)
    path.chmod(0o666)


PLANTED: dict[str, Callable[[Path], object]] = {
    "a FIFO": os.mkfifo,
    "an empty folder": os.mkdir,
    "a socket": socket_at,
    "a link to an entry": linked,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to("/nowhere"),
    "an endless file": huge,
    "an empty file": lambda path: path.write_bytes(b""),
    "a file of something else": lambda path: path.write_bytes(b"\x7fELF" * 100),
    "an entry that others can write": writable,
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_no_entry_is_none_and_is_replaced(folder: Path, kind: str) -> None:
    cache.write("other", DESCRIPTION, CODE)
    PLANTED[kind](path_of(folder, "k"))
    assert cache.read("k") is None
    cache.write("k", DESCRIPTION, CODE)
    assert cache.read("k") == (DESCRIPTION, CODE)


def test_a_folder_with_something_in_it_is_left_alone(folder: Path) -> None:
    cache.write("other", DESCRIPTION, CODE)
    (path_of(folder, "k") / "mine").mkdir(parents=True)
    cache.write("k", DESCRIPTION, CODE)
    assert cache.read("k") is None
    assert (path_of(folder, "k") / "mine").is_dir()
    assert not list(folder.glob("*.new"))


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("of_folder", [False, True])
def test_files_of_other_users(folder: Path, of_folder: bool) -> None:
    cache.write("k", DESCRIPTION, CODE)
    os.chown(folder if of_folder else path_of(folder, "k"), 12345, -1)
    assert cache.read("k") is None


def test_entries_that_have_changed_names(folder: Path) -> None:
    cache.write("a", DESCRIPTION, CODE)
    cache.write("b", DESCRIPTION, CODE[::-1])
    path_of(folder, "a").rename(path_of(folder, "c"))
    path_of(folder, "b").rename(path_of(folder, "a"))
    path_of(folder, "c").rename(path_of(folder, "b"))
    assert cache.read("a") is None
    assert cache.read("b") is None


def test_every_bit_counts(folder: Path) -> None:
    cache.write("k", DESCRIPTION, CODE[:40])
    whole = bytearray(path_of(folder, "k").read_bytes())
    for bit in range(8 * len(whole)):
        whole[bit // 8] ^= 1 << bit % 8
        path_of(folder, "k").write_bytes(whole)
        assert cache.read("k") is None, bit
        whole[bit // 8] ^= 1 << bit % 8
    for end in range(len(whole)):
        path_of(folder, "k").write_bytes(whole[:end])
        assert cache.read("k") is None, end
    path_of(folder, "k").write_bytes(whole + b"\0")
    assert cache.read("k") is None


@pytest.fixture
def little_room() -> Iterator[None]:
    """A disk that is full after a few bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk(folder: Path, little_room: None) -> None:
    cache.write("k", DESCRIPTION, CODE)
    assert cache.read("k") is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.write_bytes(b"")])
def test_no_folder_in_the_folder_s_place(folder: Path, make: Callable[[Path], object]) -> None:
    make(folder)
    cache.write("k", DESCRIPTION, CODE)
    assert cache.read("k") is None


def run(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_programs_whatever_the_folder_holds(folder: Path) -> None:
    expected = run(folder)
    files = sorted(folder.glob("*.kernel"))
    assert len(files) >= 3
    contents = [path.read_bytes() for path in files]
    for path, other in zip(files, contents[1:] + contents[:1], strict=True):
        path.write_bytes(other)
    assert run(folder) == expected
    assert [path.read_bytes()[:10] for path in files] == [data[:10] for data in contents]
    for path in files:
        path.unlink()
        os.mkfifo(path)
    assert run(folder) == expected
    assert all(path.is_file() for path in files)
    with suppress(OSError):
        folder.chmod(0o500)
    assert run(folder) == expected
