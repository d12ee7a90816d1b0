"""The least that can take a command over HTTP and keep it: one Litestar route, one durable SQLite commit.

`python -m tests.bench.bare FOLDER` prints its address and serves until it is ended.
"""

import socket
import sqlite3
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, post

from adapters.codec import leaf_of
from adapters.log import INSERT, TABLES
from adapters.log_sqlite import PRAGMAS
from domain.actions import AssignAction
from hub.ids import new_id

DECODER = msgspec.json.Decoder(AssignAction)


def opened(path: Path) -> sqlite3.Connection:
    """A file with the log's table."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for table in TABLES:
        connection.execute(table.format(position="INTEGER", bytes="BLOB"))
    return connection


class Store:
    """Keeps one row a command, each flushed to disk by itself."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.head = 0

    def keep(self, command: AssignAction) -> tuple[str, int]:
        self.head += 1
        stream, body = new_id(), msgspec.json.encode(command)
        self.connection.execute("BEGIN IMMEDIATE")
        row = (self.head, stream, 1, "action.action-assigned.v1", body, leaf_of(body))
        self.connection.execute(INSERT, row)
        self.connection.execute("COMMIT")
        return stream, self.head


def application(store: Store) -> Litestar:
    @post("/api/v1/actions")
    async def assign(request: Request[Any, Any, Any]) -> Response[bytes]:
        command = DECODER.decode(await request.body())
        stream, position = store.keep(command)
        answer = msgspec.json.encode({"id": stream, "position": position, "events": 1})
        return Response(answer, status_code=201, media_type="application/json")

    return Litestar([assign], openapi_config=None, logging_config=None)


def serve(folder: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        application(Store(opened(folder / "bare.db"))), log_config=None, access_log=False, lifespan="off"
    )
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
