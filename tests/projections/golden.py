"""Writes the golden file of the boards anew: `python -m tests.projections.golden`."""

import json
import tempfile
from pathlib import Path

from tests.projections.folding import dumps

GOLDEN = Path(__file__).parents[1] / "golden" / "boards.json"


def as_text(found: object) -> str:
    """One row a line, so that a change is seen at a glance."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return text + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(as_text(dumps(Path(folder))), encoding="utf-8")
