"""Random programs of everything for a bounded time, in processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llvmlite", reason="one of the witnesses is native")

SECONDS = os.environ.get("NEURALC_RANDOM_SECONDS", "40")
COUNT = os.environ.get("NEURALC_RANDOM_COUNT", "160")


@pytest.mark.parametrize("seed", [1_000_000])
def test_witnesses_agree(seed: int) -> None:
    script = Path(__file__).with_name("random_check.py")
    options = ["--seed", str(seed), "--count", COUNT, "--seconds", SECONDS]
    result = subprocess.run([sys.executable, str(script), *options], capture_output=True, text=True)
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr[-4000:]}"
    assert int(re.findall(r"'programs': (\d+)", result.stdout)[-1]) >= 20
