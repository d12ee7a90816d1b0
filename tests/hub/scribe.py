"""A writer at work on a real log, for tests that speak in plain calls."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from adapters.codec import Codec
from adapters.log import Log
from adapters.secrets import Secrets
from domain.actions import AssignAction
from domain.company import OPERATOR
from domain.departments import AppointHead, FoundDepartment
from domain.envelope import Recorded
from domain.orders import Order, Outcome
from domain.people import GrantRole, JoinPerson, Role
from hub.writer import Writer
from tests.domain.cast import ADMIN, HEAD, LI, MAKING, MONDAY, OFFICER, SALES, WANG, ZHAO, ZONE


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Scribe:
    """One writer with its codec and clock. `heads` are the positions it announced."""

    def __init__(self, log: Log, secrets: Secrets, clock: Clock | None = None) -> None:
        self.log = log
        self.clock = clock or Clock()
        self.codec = Codec(secrets)
        self.heads: list[int] = []
        self.writer = Writer(log, self.codec, self.clock, ZONE, self.heads.append)
        self.writer.start()

    def give(self, *orders: Order, by: str = OPERATOR, **more: Any) -> Outcome:
        """One submission. Raises what the writer raises."""
        return asyncio.run(self.writer.execute(orders, by, **more))

    def together(self, *submissions: Awaitable[Outcome]) -> list[Outcome | BaseException]:
        """Submissions that wait for the writer at the same time, and what came of each."""

        async def all_of_them() -> list[Outcome | BaseException]:
            return await asyncio.gather(*submissions, return_exceptions=True)

        return asyncio.run(all_of_them())

    def events(self, stream: str | None = None) -> list[Recorded]:
        """What the log holds, all of it or one stream."""
        stored = self.log.read(0, 100_000) if stream is None else self.log.stream(stream)
        return [self.codec.decode(each) for each in stored]

    def stop(self) -> None:
        self.writer.stop()


def secrets_in(folder: Path) -> Secrets:
    return Secrets(folder / "secrets.db")


def begin(stream: str, command: Struct) -> Order:
    return Order(stream, command, fresh=True)


def founding() -> Sequence[Order]:
    """The small company of the domain's tests, joined and appointed."""
    people = (LI, "li", SALES), (ZHAO, "zhao", SALES), (HEAD, "head", SALES), (WANG, "wang", MAKING)
    offices = (ADMIN, "admin", None), (OFFICER, "officer", None)
    return (
        Order(SALES, FoundDepartment("sales", "销售部")),
        Order(MAKING, FoundDepartment("making", "制造部")),
        *(
            Order(who, JoinPerson(login, login, department=place))
            for who, login, place in (*people, *offices)
        ),
        Order(SALES, AppointHead(HEAD)),
        Order(ADMIN, GrantRole(Role.ADMINISTRATOR)),
        Order(OFFICER, GrantRole(Role.FOLLOW_UP_OFFICER)),
    )


ASSIGN = AssignAction("寄出样件", WANG, "2026-04-30")
