"""Starts the hub's command many times at the price of one start: the code is loaded once, and each command is
a fresh process forked from there, with its own arguments, environment and streams."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn


def serve() -> None:
    """Reads a command a line, and answers with what came of it."""
    import hub.app
    import hub.cli

    assert hub.app
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), hub.cli.main)), flush=True)


def run(asked: dict[str, Any], command: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        streams = Path(folder, "out"), Path(folder, "err")
        child = os.fork()
        if child == 0:
            be_the_command(asked, command, streams)
        _, status = os.waitpid(child, 0)
        out, err = (stream.read_text(encoding="utf-8") for stream in streams)
    return {"code": os.waitstatus_to_exitcode(status), "out": out, "err": err}


def be_the_command(asked: dict[str, Any], command: Any, streams: tuple[Path, Path]) -> NoReturn:
    """The rest of the process's life is the command's."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    for handle, stream in zip((1, 2), streams, strict=True):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), handle)
    code = 1
    try:
        command(asked["arguments"], prog_name="hub")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
