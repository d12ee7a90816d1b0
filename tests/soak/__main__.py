"""The long tests: `python -m tests.soak [--kills 200] [--seed N]`.

The kills come in campaigns of ten, each with a seed that is printed; --seed replays one.
"""

import asyncio
import sys
import tempfile
import traceback
from argparse import ArgumentParser
from pathlib import Path
from secrets import randbits

from tests.soak.campaign import survive

KILLS = 200
A_CAMPAIGN = 10


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help="how many in all")
    parser.add_argument("--seed", type=int, help="replay the campaign of this seed alone")
    wanted = parser.parse_args(arguments)
    seeds = (
        [wanted.seed]
        if wanted.seed is not None
        else [randbits(32) for _ in range(wanted.kills // A_CAMPAIGN)]
    )
    failed = [seed for seed in seeds if not survived(seed)]
    for seed in failed:
        print(f"failed: python -m tests.soak --seed {seed}")
    return 1 if failed else 0


def survived(seed: int) -> bool:
    """One campaign in a folder of its own."""
    print(f"seed {seed}: ", end="", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            answered = asyncio.run(survive(Path(folder) / "hub", seed, A_CAMPAIGN))
        except Exception:
            print("FAILED", flush=True)
            traceback.print_exc()
            return False
    print(f"{A_CAMPAIGN} kills, {answered} commands answered, all there", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
