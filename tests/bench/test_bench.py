"""`make bench` brings every figure that it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import AIMS, SUBJECTS
from tests.hub.running import ROOT

ELSEWHERE = {"relay_ratio", "subscriber_p99_ms"}
"""Figures of the relay, whose measurement knows no small amounts."""


@pytest.mark.nats
def test_every_figure_but_the_relays_is_printed_and_written(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    subjects = [subject for subject in SUBJECTS if subject != "relay"]
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", *subjects],
        cwd=ROOT,
        env=os.environ | {"BENCH_JSON": str(target)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    figures = json.loads(target.read_text())
    assert set(AIMS) - ELSEWHERE <= set(figures)
    assert all(f"{name} " in said for name in figures)
    assert all(value > 0 for value in figures.values())


def test_an_unknown_subject_is_refused() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench", "weather"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 2
    assert "no such subject: weather" in said.stderr
