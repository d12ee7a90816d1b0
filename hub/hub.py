"""The hub put together: log, secrets, writer, boards, reactions, relay, and what pages call of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

import structlog

from adapters.blobs import Blobs
from adapters.cloudevents import CloudEvents
from adapters.codec import Codec
from adapters.log import Log, Unavailable
from adapters.log_postgres import PostgresLog
from adapters.log_sqlite import SQLiteLog
from adapters.nats_server import NatsServer, NotStarted
from adapters.relay import Relay
from adapters.secrets import Secrets
from domain.access import standings
from domain.company import Company
from domain.envelope import Grade, Parties, Recorded
from domain.orders import Order, Outcome
from hub import minutes_import
from hub.batch import Source
from hub.boards import Boards, Stopped
from hub.check_log import check_log
from hub.clock import Clock, SimulatedClock, clock_of, monotonic_seconds
from hub.config import Config
from hub.escalation import Escalation
from hub.identity import Identity
from hub.ids import named_id, new_id
from hub.live import Live
from hub.reactions import Reactions
from hub.writer import Writer
from projections import directory
from projections.actions import Sight
from projections.rows import Reads
from ui.port import BoardName, MinutesRead, Session

RELAY_POLL = 0.02
"""Seconds between looks at the relay's position: asked for by checks alone, so it needs no event."""
LISTEN_SECONDS = 1.0
SEES_ALL = Grade.CORE.rank
SEES_INTERNAL = Grade.INTERNAL.rank

log = structlog.get_logger()


class Hub:
    """One running hub. Open it, `start` it on an event loop, `stop` it; it keeps nothing outside its data."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        clock = clock or clock_of(config.clock)
        self.config = config
        self.zone = config.zone
        self.plain_http = config.plain_http
        self.now = clock
        self.new_id = new_id
        config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log: Log = PostgresLog(config.log_url) if config.log_url else SQLiteLog(config.data)
        self.log_id = self.log.identity(new_id())
        self.secrets = Secrets(config.data / "secrets.db")
        self.codec = Codec(self.secrets)
        self.events = CloudEvents(self.log_id)
        self.blobs = Blobs(config.data / "blobs")
        self.identity = Identity(self.secrets, clock)
        self.live = Live()
        self.boards = Boards(
            self.log, self.codec, self.secrets, config.data / "views", config.zone, self.on_folded
        )
        self.writer = Writer(self.log, self.codec, clock, config.zone, self.on_appended)
        self.reactions = Reactions(self.log, self.codec, self.boards, self.writer.execute)
        self.simulated = clock if isinstance(clock, SimulatedClock) else None
        seconds = self.simulated.monotonic if self.simulated else monotonic_seconds
        self.escalation = Escalation(self.log, self.boards, self.writer.execute, clock, seconds, config.zone)
        self.server: NatsServer | None = None
        self.relay: Relay | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.loop: asyncio.AbstractEventLoop | None = None

    async def start(self, *, relaying: bool = True) -> None:
        """Begins to serve. With NATS away everything else works, and the relay catches up by itself."""
        self.loop = self.live.loop = asyncio.get_running_loop()
        self.boards.start()
        with suppress(Stopped):  # the other boards serve, and health tells of the one that stopped
            await self.boards.reached(self.writer.head, None)
        self.writer.start()
        self.tasks.append(asyncio.create_task(self.reactions.run(), name="reactions"))
        self.tasks.append(asyncio.create_task(self.escalation.run(), name="escalation"))
        if not self.log.exclusive:
            self.tasks.append(asyncio.create_task(self.listen(), name="listen"))
        if relaying and self.config.nats != "off":
            await self.start_relay()

    async def start_relay(self) -> None:
        url = self.config.nats
        if url == "embedded":
            self.server = NatsServer(self.config.data)
            try:
                await self.server.start()
            except NotStarted as error:
                log.error("nats-server not started", reason=str(error))  # noqa: TRY400 - the reason says it all
                return
            url = self.server.url
        self.relay = Relay(self.log.read, url, self.log_id)
        self.tasks.append(asyncio.create_task(self.relay.run(), name="relay"))

    async def stop(self) -> None:
        """Finishes what was accepted, then lets go of everything."""
        self.live.stop()
        self.escalation.ending = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.to_thread(self.reactions.save_all)
        await asyncio.to_thread(self.writer.stop)
        await asyncio.to_thread(self.boards.stop)
        if self.server:
            await self.server.stop()
        self.log.close()
        self.secrets.close()

    async def listen(self) -> None:
        """Other hubs append to the same log: their events wake this one's boards and relay."""
        while True:
            try:
                await asyncio.to_thread(self.log.wait, LISTEN_SECONDS)
            except Unavailable:
                log.exception("other hubs are not heard")
                await asyncio.sleep(LISTEN_SECONDS)
            self.on_appended(0)

    def on_appended(self, _head: int) -> None:
        """On the writer's thread: readers of the log go on."""
        self.boards.wake()
        if self.relay:
            self.relay.wake()
        if self.loop and not self.loop.is_closed():
            with suppress(RuntimeError):  # the loop closed between the question and the call
                self.loop.call_soon_threadsafe(self.reactions.wake)

    def on_folded(self, _position: int, topics: set[str]) -> None:
        """On the boards' thread: pages re-read themselves, and clocks may have changed."""
        self.live.tell(topics)
        if self.loop and not self.loop.is_closed():
            with suppress(RuntimeError):  # the loop closed between the question and the call
                self.loop.call_soon_threadsafe(self.escalation.wake)

    async def advance(self, by: timedelta) -> int:
        """Puts a simulated clock forward, and returns how many steps were raised when all that is due is.

        Raises LookupError on a hub that goes by the machine's clock.
        """
        if self.simulated is None:
            raise LookupError("this hub goes by the machine's clock")
        self.simulated.advance(by)
        await self.boards.reached(self.log.head())
        return await self.escalation.tick()

    async def execute(
        self,
        orders: Sequence[Order],
        by: str,
        *,
        effective: datetime | None = None,
        key: str | None = None,
        source: Source | None = None,
    ) -> Outcome:
        """Does the orders together or not at all, and returns when every board shows it."""
        outcome = await self.writer.execute(orders, by, key=key, effective=effective, source=source)
        await self.boards.reached(outcome.position)
        return outcome

    def named_id(self, kind: str, name: str) -> str:
        """The id of the one item of this kind and name: person (login), department (slug), meeting."""
        return named_id(self.log_id, kind, name)

    def company(self) -> Company:
        """Everybody and every department as the writer knows them."""
        return self.writer.company

    def sight(self, person: str) -> Sight:
        """What somebody may see on lists, as domain.access has it for single items."""
        company = self.writer.company
        if standings(person, Parties(), company) & {"system", "auditor"}:
            return Sight(person, SEES_ALL)
        leads = [d.id for d in company.departments.values() if person in (d.head, d.executive)]
        return Sight(person, SEES_INTERNAL, tuple(leads))

    def board(self, name: BoardName) -> Reads:
        """The tables of a board. Raises Stopped when it cannot go on."""
        return self.boards.read(name)

    def history(self, stream: str) -> list[Recorded]:
        """Every event of one item, in order."""
        return [self.codec.decode(stored) for stored in self.log.stream(stream)]

    def keep_file(self, data: bytes) -> str:
        """Stores bytes and returns their digest. Raises ValueError when they are too large."""
        return self.blobs.put(data)

    def file(self, digest: str) -> bytes | None:
        """The bytes of this digest."""
        return self.blobs.get(digest)

    def read_minutes(self, data: bytes, name: str) -> MinutesRead:
        """Reads minutes. Raises Unreadable."""
        return minutes_import.read(data, name, directory.names(self.board("directory")))

    async def sign_in(self, login: str, password: str, address: str) -> Session | None:
        """A fresh session, or None when login and password do not match. Raises Throttled."""
        found = directory.person_by_login(self.board("directory"), login)
        person = found.id if found and not found.left else None
        return await self.identity.sign_in(person, password, login, address)

    def session(self, secret: str) -> Session | None:
        """The session of a cookie, while it lasts and the person is with the company."""
        found = self.identity.session(secret)
        person = self.writer.company.people.get(found.person) if found else None
        return found if person and not person.left else None

    def sign_out(self, secret: str) -> None:
        """Ends the session."""
        self.identity.sign_out(secret)

    async def set_password(self, person: str, password: str) -> None:
        """Sets somebody's password. Raises ValueError when it is too short."""
        await self.identity.set_password(person, password)

    def empty(self) -> bool:
        """Whether nobody has joined yet."""
        return not self.writer.company.people

    def subscribe(self, topics: frozenset[str]) -> AsyncIterator[str]:
        """Names of topics as they change, until the hub stops."""
        return self.live.subscribe(topics)

    async def relayed(self, position: int) -> None:
        """Returns when NATS has every event up to the position; with no broker, never."""
        while self.relay is None or self.relay.position < position:  # noqa: ASYNC110 - see RELAY_POLL
            await asyncio.sleep(RELAY_POLL)

    def check_log(self) -> str | None:
        """None when the log keeps its own rules, else the first that it breaks and where."""
        return check_log(self.log.read)

    def health(self) -> dict[str, object]:
        """How the hub is: `status` is ok, or degraded where something stands still or is parked."""
        states = self.boards.states()
        relay = self.relay
        broken = [state.error for state in states.values() if state.error]
        parked = len(self.log.parked())
        relayed = self.config.nats == "off" or (relay is not None and relay.connected)
        status: Literal["ok", "degraded"] = "ok" if relayed and not broken and not parked else "degraded"
        return {
            "status": status,
            "position": self.writer.head,
            "views": {"position": self.boards.position, "boards": states},
            "reactions": {"parked": parked},
            "relay": {
                "connected": relay is not None and relay.connected,
                "position": relay.position if relay else 0,
                "error": relay.error if relay else None,
            },
        }
