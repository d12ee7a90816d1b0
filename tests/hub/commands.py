"""The hub's own command, as operators give it, on a data folder of the test's."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

INSTALLED = Path(sys.prefix) / "bin" / "hub"
HUB = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-c", "from hub.cli import main; main()"]
ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]


def settings(data: Path) -> dict[str, str]:
    """The environment of an operator who named the folder, on a port that the system chooses."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return kept | {"HUB_DATA": str(data), "HUB_NATS": "off", "PORT": "0", "HOST": "127.0.0.1"}


class Operator:
    """Gives commands one after the other, without waiting each time for the code to be loaded."""

    def __init__(self) -> None:
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.hub.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hub(self, data: Path, *arguments: str | Path, **environment: str) -> Done:
        """Gives one command, and waits until it has ended."""
        assert self.zygote.stdin
        assert self.zygote.stdout
        named = [str(argument) for argument in arguments]
        asked = {"arguments": named, "environment": settings(data) | environment}
        self.zygote.stdin.write(json.dumps(asked) + "\n")
        self.zygote.stdin.flush()
        said = json.loads(self.zygote.stdout.readline())
        return Done(["hub", *named], said["code"], said["out"], said["err"])

    def close(self) -> None:
        with self.zygote:
            self.zygote.terminate()


def hub(data: Path, *arguments: str | Path, **environment: str) -> Done:
    """Gives one command as a program of its own, and waits until it has ended."""
    return subprocess.run(
        [*HUB, *map(str, arguments)],
        cwd=ROOT,
        env=settings(data) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@contextmanager
def serving(data: Path) -> Iterator[dict[str, Any]]:
    """A hub that runs on the folder; what it wrote for the command line."""
    with (data.with_suffix(".record")).open("w") as record:
        process = subprocess.Popen(
            [*HUB, "serve"], cwd=ROOT, env=settings(data), stdout=record, stderr=record
        )
        try:
            yield control_of(data, process)
        finally:
            process.terminate()
            process.wait(20)


def control_of(data: Path, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Waits until the hub has said where it is."""
    while process.poll() is None:
        try:
            found: dict[str, Any] = json.loads((data / "control.json").read_text())
        except (OSError, ValueError):
            Event().wait(0.02)
            continue
        if found["pid"] == process.pid:
            return found
    raise ChildProcessError(data.with_suffix(".record").read_text())


def copied(data: Path, to: Path) -> Path:
    """The same data in a folder of its own."""
    shutil.copytree(data, to)
    return to
