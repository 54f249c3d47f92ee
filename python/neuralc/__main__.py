"""Runs the command line: `fit` in Python, all else by the native program in this package."""

import os
import sys
from pathlib import Path
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command that the arguments of this process name."""
    if sys.argv[1:2] == ["fit"]:
        from neuralc._command.fit import main as fit

        sys.exit(fit(sys.argv[2:]))
    program = Path(__file__).parent / "_native" / "neuralc"
    if not program.exists():
        sys.exit(
            f"neuralc: the command line is missing ({program}): install the package with pip, "
            "or run `make setup` in a checkout"
        )
    os.execv(program, ["neuralc", *sys.argv[1:]])


if __name__ == "__main__":
    main()
