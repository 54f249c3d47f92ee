"""Builds the Swift library and the command line, and bundles both into the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from setuptools import Command, Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
OLDEST_SWIFT = (6, 2)
LIBRARY = "libCompilerC.dylib" if sys.platform == "darwin" else "libCompilerC.so"


class BuildNative(Command):
    """Compiles the Swift products in release mode and copies them to one folder."""

    description = "build the Swift library and command line"
    user_options: ClassVar = [
        ("destination=", "d", "where to copy them (default: the source package)")
    ]

    def initialize_options(self) -> None:
        self.destination = str(ROOT / "python" / "neuralc" / "_native")

    def finalize_options(self) -> None:
        """There is nothing to complete."""

    def run(self) -> None:
        require_swift()
        destination = Path(self.destination)
        destination.mkdir(parents=True, exist_ok=True)
        for product, artifact in (("CompilerC", LIBRARY), ("neuralc", "neuralc")):
            install(built(product) / artifact, destination / artifact)


def require_swift() -> None:
    """Leaves with one sentence unless a Swift that is new enough can be called."""
    wanted = ".".join(map(str, OLDEST_SWIFT))
    if shutil.which("swift") is None:
        sys.exit(f"neuralc: building needs Swift {wanted} or newer (https://swift.org/install).")
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    found = re.search(r"Swift version (\d+)\.(\d+)", text)
    if found is None or tuple(map(int, found.groups())) < OLDEST_SWIFT:
        version = f"{found[1]}.{found[2]}" if found else "an unknown one"
        sys.exit(f"neuralc: building needs Swift {wanted} or newer, and this is {version}.")


def built(product: str) -> Path:
    """Builds one product without need of Swift at run time; the folder it is in."""
    command = ["swift", "build", "--package-path", str(ROOT), "--configuration", "release"]
    # Tests run with Swift's own checks of exclusive access; without them it is a tenth faster.
    command += ["-Xswiftc", "-enforce-exclusivity=unchecked"]
    if sys.platform != "darwin":  # macOS brings the Swift library with the system.
        command += ["-Xswiftc", "-static-stdlib", "-Xlinker", "-s"]
    if subprocess.run([*command, "--product", product]).returncode != 0:
        sys.exit(f"neuralc: the Swift product {product} could not be built (see above).")
    found = subprocess.run([*command, "--show-bin-path"], capture_output=True, text=True)
    return Path(found.stdout.strip())


def install(source: Path, target: Path) -> None:
    """Copies by renaming, so that a process which has the old file loaded keeps it."""
    temporary = target.with_name(target.name + ".new")
    shutil.copy2(source, temporary)
    temporary.replace(target)


class BuildPackage(build_py):
    """The Python files, and the native ones beside them."""

    def run(self) -> None:
        super().run()
        native = self.reinitialize_command("build_native")
        if not self.editable_mode:
            native.destination = str(Path(self.build_lib) / "neuralc" / "_native")
        self.run_command("build_native")


class NativeDistribution(Distribution):
    """Files that belong to one platform."""

    def has_ext_modules(self) -> bool:
        return True


class PlatformWheel(bdist_wheel):
    """A wheel for one platform and every Python."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", super().get_tag()[2]


def page() -> str:
    """The README as a page of its own, without what leads to other files of the repository."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"^## Documentation\n.*?(?=^## )", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n?", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", text)
    return re.sub(r"^<!--.*?-->\n", "", text, flags=re.MULTILINE)


setup(
    long_description=page(),
    long_description_content_type="text/markdown",
    distclass=NativeDistribution,
    cmdclass={
        "build_native": BuildNative,
        "build_py": BuildPackage,
        "bdist_wheel": PlatformWheel,
    },
)
