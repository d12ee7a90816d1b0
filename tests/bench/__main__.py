"""All figures: `python -m tests.bench [--quick] [SUBJECT...]`; as one flat JSON object into $BENCH_JSON.

Each is a ratio to a raw limit measured in the same run, or a time or a size with the aim beside it.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from timeit import default_timer as now

from tests.bench import append_bench, http_bench, page_bench, process_bench, rebuild_bench, relay_bench

SUBJECTS: dict[str, Callable[[bool], dict[str, float]]] = {
    "append": lambda quick: append_bench.measure(quick=quick),
    "http": lambda quick: http_bench.measure(quick=quick),
    "rebuild": lambda quick: rebuild_bench.measure(quick=quick),
    "relay": lambda _quick: relay_bench.measure(),
    "page": lambda quick: page_bench.measure(quick=quick),
    "process": lambda quick: process_bench.measure(quick=quick),
}

AIMS = {
    "append_ratio_1": ">= 0.65",
    "append_ratio_64": ">= 0.65",
    "http_ratio_32": ">= 0.6",
    "rebuild_ratio": ">= 0.45",
    "rebuild_events_per_s": ">= 50000, beyond 100000",
    "relay_ratio": ">= 4, beyond 8",
    "subscriber_p99_ms": "<= 25, beyond 10",
    "board_p99_ms": "<= 100",
    "start_s": "<= 2",
    "rss_mb": "<= 174",
}


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small amounts: shows that it runs, not how fast"
    )
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.subjects) - set(SUBJECTS):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    figures: dict[str, float] = {}
    for subject in wanted.subjects or SUBJECTS:
        figures |= shown(subject, quick=wanted.quick)
        keep(figures)


def shown(subject: str, *, quick: bool) -> dict[str, float]:
    """Measures one subject and prints its figures with their aims."""
    began = now()
    figures = {name: round(value, 4) for name, value in SUBJECTS[subject](quick).items()}
    print(f"{subject} ({now() - began:.0f} s)")
    for name, value in figures.items():
        print(f"  {name:<24}{value:>12,.3f}  {AIMS.get(name, '')}", flush=True)
    return figures


def keep(figures: dict[str, float]) -> None:
    if target := os.environ.get("BENCH_JSON"):
        Path(target).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
