"""Where results come from: date, commit, versions, machine."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("torch", "numpy", "scipy", "llvmlite", "torchdiffeq", "matplotlib")


def provenance() -> dict[str, Any]:
    """Everything but what a run measures."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": git("describe", "--always", "--dirty", "--exclude=*"),
        "versions": {"Python": platform.python_version(), **versions()},
        "machine": f"{processor()}, {os.cpu_count()} processors, {platform.system()}",
    }


def versions() -> dict[str, str]:
    """The versions of the packages that matter, where they are installed."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def processor() -> str:
    """What the processor calls itself."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    names = {name.strip(): value.strip() for name, value in fields.items()}
    if "model name" not in names:
        return platform.processor() or platform.machine()
    return f"{names['model name']} (family {names.get('cpu family')}, model {names.get('model')})"


def git(*arguments: str) -> str:
    """What git answers, or nothing outside of a repository."""
    try:
        result = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return result.stdout.strip()


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes JSON."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def sentence(content: dict[str, Any]) -> str:
    """The same for people."""
    packages = ", ".join(f"{name} {version}" for name, version in content["versions"].items())
    return (
        f"{content['date']}, commit {content['commit'] or 'unknown'}, {content['budget']} budget, "
        f"{content['seeds']} seeds, {content['workers']} processes of one thread, "
        f"{content['seconds']:.0f} s; {packages}; {content['machine']}.\n"
    )
