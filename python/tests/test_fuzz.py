"""The fuzzer for a bounded time, in a process of its own: a crash must not take pytest along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = os.environ.get("NEURALC_FUZZ_SECONDS", "20")


@pytest.mark.parametrize("seed", [1])
def test_no_text_harms_the_host(seed: int) -> None:
    fuzzer = Path(__file__).with_name("fuzz.py")
    command = [sys.executable, str(fuzzer), "--seconds", SECONDS, "--seed", str(seed)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, f"exit status {result.returncode}\n{result.stderr[-4000:]}"
    assert "rejected" in result.stdout
    assert "accepted" in result.stdout
