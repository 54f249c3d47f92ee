"""Runs the command line, which is a native program bundled with this package."""

import os
import sys
from pathlib import Path
from typing import NoReturn


def main() -> NoReturn:
    """Becomes the command line, with the arguments of this process."""
    program = Path(__file__).parent / "_native" / "neuralc"
    if not program.exists():
        sys.exit(
            f"neuralc: the command line is missing ({program}): install the package with pip, "
            "or run `make setup` in a checkout"
        )
    os.execv(program, ["neuralc", *sys.argv[1:]])


if __name__ == "__main__":
    main()
