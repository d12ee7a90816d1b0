"""Settings, read once from the environment."""

import os
from pathlib import Path
from typing import Self

from msgspec import Struct


class Config(Struct, frozen=True):
    """Where the hub keeps its data, listens, and finds its database and broker.

    `log_url`: a PostgreSQL URL; without one the log is a SQLite file in the data folder.
    `nats`: `embedded`, `off`, or the URL of a server or cluster.
    `clock`: `machine`; or `simulated`, put forward by hand, perhaps from a moment on (`simulated:` and its
    ISO form).
    `plain_http`: sign-in works without TLS (an office network without certificates).
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8420
    log_url: str | None = None
    nats: str = "embedded"
    zone: str = "Asia/Shanghai"
    plain_http: bool = True
    clock: str = "machine"

    @classmethod
    def from_environment(cls) -> Self:
        """HUB_DATA, HOST, PORT, HUB_LOG, HUB_NATS, HUB_ZONE, HUB_TLS (1 behind a TLS proxy),
        HUB_CLOCK."""
        env = os.environ
        return cls(
            data=Path(env.get("HUB_DATA", "data")).resolve(),
            host=env.get("HOST", "127.0.0.1"),
            port=int(env.get("PORT", "8420")),
            log_url=env.get("HUB_LOG") or None,
            nats=env.get("HUB_NATS", "embedded"),
            zone=env.get("HUB_ZONE", "Asia/Shanghai"),
            plain_http=env.get("HUB_TLS", "0") != "1",
            clock=env.get("HUB_CLOCK", "machine"),
        )

    @property
    def control(self) -> Path:
        """The file that tells the command line where the running hub is, and the key to it."""
        return self.data / "control.json"
