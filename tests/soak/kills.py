"""A load of commands on the hub's real process, which is killed at random moments and started again.

Clients behave as they should: each command has a key, and what was not answered is asked again under it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx

from tests.hub.running import Running, client, command, end, kill, launch, people_of, spawn, token_of

CLIENTS = 6
LOAD_SECONDS = (0.02, 0.9)
"""A kill under load comes this long after the hub began to answer."""
START_SECONDS = (0.1, 1.2)
"""A kill in the start comes this long after the process began."""
KILLED_IN_THE_START = 0.2
"""The share of those."""
ASKED_AGAIN = 15
"""Answered commands that are asked again after each kill."""
WHO = ("fang.xiaoxue", "du.yushui", "han.lixia")
"""The first may do everything; the others are often refused, which is an answer like any other."""
ACTS: dict[str, dict[str, str]] = {
    "start": {},
    "nudge": {},
    "block": {"why": "等待样品"},
    "unblock": {},
    "move-due-date": {"due": "2026-12-24", "why": "订单数据尚未齐备"},
    "complete": {"evidence": "见附件"},
    "return": {"why": "缺抽样比例"},
    "verify": {},
}


class Asked(NamedTuple):
    """A command as a client sends it."""

    key: str
    who: str
    path: str
    body: dict[str, str]


class Answer(NamedTuple):
    """What the client was told."""

    status: int
    body: dict[str, Any]


class Campaign:
    """Kills one hub over and over. `answers` is what clients know; `unanswered` what they do not."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.rng = Random(seed)  # noqa: S311 - repeatable, no secret
        self.answers: dict[str, tuple[Asked, Answer]] = {}
        self.unanswered: dict[str, Asked] = {}
        self.actions: list[str] = []
        self.tokens: dict[str, str] = {}
        self.owners: list[str] = []
        self.count = 0

    async def run(self, kills: int) -> dict[str, dict[str, Any]]:
        """So many kills; then all that is unanswered is asked again, and the hub checks itself. Returns
        every action as the API tells it. Raises AssertionError where an answer changed or a check fails."""
        await end((await launch(self.folder)).process)
        for _ in range(kills):
            await self.kill_once()
        hub = await launch(self.folder)
        try:
            await self.ask_again(hub)
            await self.check_itself()
            return await self.told(hub)
        finally:
            await end(hub.process)

    async def kill_once(self) -> None:
        """One life of the process, ended by SIGKILL while it starts or works."""
        if self.rng.random() < KILLED_IN_THE_START:
            process = await spawn(self.folder)
            await asyncio.sleep(self.rng.uniform(*START_SECONDS))
            await kill(process)
            return
        hub = await launch(self.folder)
        await self.ask_again(hub)
        async with self.load(hub):
            await asyncio.sleep(self.rng.uniform(*LOAD_SECONDS))
            await kill(hub.process)

    @asynccontextmanager
    async def load(self, hub: Running) -> AsyncIterator[None]:
        """Clients that give commands until the hub is gone."""
        async with client(hub) as http, asyncio.TaskGroup() as clients:
            for _ in range(CLIENTS):
                clients.create_task(self.give(http))
            yield

    async def give(self, http: httpx.AsyncClient) -> None:
        """One client: a command after the other."""
        try:
            while True:
                asked = self.next_command()
                self.unanswered[asked.key] = asked
                self.note(asked, await self.ask(http, asked))
        except httpx.TransportError:
            return

    def next_command(self) -> Asked:
        """A new action, or something done to one of the last."""
        self.count += 1
        key, who = f"key-{self.count}", self.rng.choice(WHO)
        if not self.actions or self.rng.random() < 0.4:
            body = {"what": f"第{self.count}项", "owner": self.rng.choice(self.owners), "due": "2026-12-11"}
            return Asked(key, who, "/api/v1/actions", body)
        act = self.rng.choice(list(ACTS))
        return Asked(key, who, f"/api/v1/actions/{self.rng.choice(self.actions[-20:])}/{act}", ACTS[act])

    async def ask(self, http: httpx.AsyncClient, asked: Asked) -> Answer:
        headers = {"Authorization": f"Bearer {self.tokens[asked.who]}", "Idempotency-Key": asked.key}
        found = await http.post(asked.path, json=asked.body, headers=headers)
        assert found.status_code < 500, found.text
        return Answer(found.status_code, found.json())

    def note(self, asked: Asked, answer: Answer) -> None:
        del self.unanswered[asked.key]
        self.answers[asked.key] = asked, answer
        if answer.status == 201:
            self.actions.append(answer.body["id"])

    async def ask_again(self, hub: Running) -> None:
        """Whatever was not answered gets its answer; whatever was gets the same one."""
        await self.meet_people(hub)
        known = list(self.answers.values())
        async with client(hub) as http:
            for asked, answer in known[-ASKED_AGAIN:]:
                again = await self.ask(http, asked)
                assert again == answer, f"{asked}: first {answer}, then {again}"
            for asked in list(self.unanswered.values()):
                self.note(asked, await self.ask(http, asked))

    async def meet_people(self, hub: Running) -> None:
        """Tokens and owners, once."""
        if not self.tokens:
            self.owners = [person["id"] for person in (await people_of(hub)).values()]
            self.tokens = {who: await token_of(hub, who) for who in WHO}

    async def check_itself(self) -> None:
        """Log, boards and stream, by the hub's own commands."""
        for arguments in (["verify"], ["reconcile", "--verify"]):
            code, said = await command(self.folder, arguments)
            assert code == 0, f"hub {' '.join(arguments)}: {said}"

    async def told(self, hub: Running) -> dict[str, dict[str, Any]]:
        """Every action of the API's list, by id."""
        found: dict[str, dict[str, Any]] = {}
        following: str | None = ""
        async with client(hub) as http:
            while following is not None:
                query = {"limit": "500"} | ({"cursor": following} if following else {})
                page = (await http.get("/api/v1/actions", params=query)).raise_for_status().json()
                found |= {item["id"]: item for item in page["items"]}
                following = page["next"]
        return found
