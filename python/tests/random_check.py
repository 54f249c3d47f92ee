"""Random programs of everything against four witnesses.

The reference evaluator, the eager module, the native kernel and plain PyTorch by hand (with finite
differences for derivatives) must agree in values, errors and derivatives, over batches, and under
PyTorch's transforms. Where rounding decides what happens nothing is compared; where it moves a
result, runs by hand that round otherwise say by how much.

    python python/tests/random_check.py --seed 0 --count 20000    # resumable: program k has seed k
    python python/tests/random_check.py --seed 1234 --count 1     # one program alone, in full
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable

import torch
import torch._dynamo  # Once, and not in each process.
from random_cases import Case
from random_derivatives import check_derivatives
from random_transforms import check_transforms
from random_values import check_values

import neuralc as nc

BLOCK = 20
"""How many programs one process runs: a crash is a finding, and the next program is tried."""
SECONDS_PER_PROGRAM = 120.0


def check(seed: int, *, say: Callable[[str], None] = lambda text: None) -> list[str]:
    """What witnesses disagree about in the program of a seed."""
    case = Case.draw(seed)
    say(str(case))
    if any(item.severity == "error" for item in nc.check(case.text)):
        return []  # A constant that is no index, say: there is nothing to compare.
    pick = random.Random(seed + 0.25)
    found: list[str] = []
    for family in (check_values, check_derivatives, check_transforms):
        try:
            found += family(case, pick)
        except Exception:
            found.append(f"{family.__name__}: {traceback.format_exc(limit=-6)}")
    return found


def work(seeds: range, writing: int) -> None:
    """Checks some programs, and says of each that it begins and what was found."""
    torch.set_num_threads(1)
    for seed in seeds:
        signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_PROGRAM)
        os.write(writing, b"?")
        for text in check(seed):
            print(f"seed {seed}: {text}", file=sys.stderr, flush=True)
            os.write(writing, b"!")
        os.write(writing, b".")


def block(seeds: range) -> Counter[str]:
    """Checks programs in a process of their own, in further ones where that ends."""
    counts: Counter[str] = Counter()
    while len(seeds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with tempfile.TemporaryDirectory() as folder:
                os.environ["NEURALC_CACHE"] = folder
                work(seeds, writing)
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        done = said.count(b".")
        counts["programs"] += done
        counts["disagreements"] += said.count(b"!")
        if status == 0:
            break
        code = os.waitstatus_to_exitcode(status)
        print(f"seed {seeds[done]}: the process ended with {code}", file=sys.stderr, flush=True)
        counts["programs"] += 1
        counts["crashes"] += 1
        seeds = seeds[done + 1 :]
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="of the first program")
    parser.add_argument("--count", type=int, default=200, help="number of programs")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this time")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if options.count == 1:
        found = check(options.seed, say=print)
        print("\n".join(found) or "all agree")
        sys.exit(bool(found))
    end = time.monotonic() + options.seconds
    counts: Counter[str] = Counter()
    last = options.seed + options.count
    for first in range(options.seed, last, BLOCK):
        if time.monotonic() > end:
            print(f"to go on: --seed {first} --count {last - first}")
            break
        counts += block(range(first, min(first + BLOCK, last)))
        if first % (50 * BLOCK) == 0:
            print(f"{dict(counts)}, next seed {first + BLOCK}", flush=True)
    print(dict(counts))
    sys.exit(counts["disagreements"] + counts["crashes"] > 0)


if __name__ == "__main__":
    main()
