"""What pages call of the hub. `hub` hands it in; nothing here knows how it is done."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from msgspec import Struct

from domain.company import Company
from domain.envelope import Recorded
from domain.minutes import Finding
from domain.orders import Order, Outcome
from projections.actions import Sight
from projections.rows import Reads

BoardName = Literal["directory", "meetings", "actions", "clocks"]


MIN_PASSWORD = 10
"""Characters that a password has at least."""


class Session(Struct, frozen=True):
    """A sign-in as pages know it. `secret` goes into the cookie, `csrf` into every form."""

    secret: str
    person: str
    csrf: str


class MinutesRead(Struct, frozen=True):
    """Minutes as they were read: what the file says of itself, its text, and what was found in it."""

    title: str
    held_on: date | None
    text: str
    findings: tuple[Finding, ...]


class Unreadable(Exception):
    """A file that cannot be read as minutes. `reason` (empty, too-large, not-text ...) keys its words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Throttled(Exception):
    """Too many failed sign-ins; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class HubPort(Protocol):
    """The hub as pages use it. `zone` is the company's IANA time zone."""

    zone: str
    plain_http: bool

    def now(self) -> datetime:
        """The time, in UTC."""

    def new_id(self) -> str:
        """An id for something new."""

    def named_id(self, kind: str, name: str) -> str:
        """The id of the one item of this kind and name: person (by login), department (by slug), meeting."""

    def company(self) -> Company:
        """Everybody and every department, for `domain.access.may`."""

    def sight(self, person: str) -> Sight:
        """What the person may see on lists."""

    def board(self, name: BoardName) -> Reads:
        """The tables of a board, for the query functions of `projections`."""

    def history(self, stream: str) -> list[Recorded]:
        """Every event of one item, in order."""

    async def execute(
        self, orders: Sequence[Order], by: str, *, effective: datetime | None = None
    ) -> Outcome:
        """Does the orders together or not at all, and returns when every board shows it. Raises
        domain.refusals.Refused, or adapters' Unavailable (answered 503 by the application)."""

    def keep_file(self, data: bytes) -> str:
        """Stores bytes and returns their digest. Raises ValueError when they are too large."""

    def file(self, digest: str) -> bytes | None:
        """The bytes of this digest."""

    def read_minutes(self, data: bytes, name: str) -> MinutesRead:
        """Reads minutes (Markdown, text, WebVTT). Raises Unreadable."""

    async def sign_in(self, login: str, password: str, address: str) -> Session | None:
        """A fresh session, or None when login and password do not match. Raises Throttled."""

    def session(self, secret: str) -> Session | None:
        """The session of a cookie, while it lasts."""

    def sign_out(self, secret: str) -> None:
        """Ends the session."""

    async def set_password(self, person: str, password: str) -> None:
        """Sets somebody's password."""

    def empty(self) -> bool:
        """Whether nobody has joined yet, so that the first administrator can be made on the page."""

    def subscribe(self, topics: frozenset[str]) -> AsyncIterator[str]:
        """Names of topics as they change: ids of items, or the contexts action, meeting, directory. Ends
        when the hub stops."""
