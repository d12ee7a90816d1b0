"""The sample company's hub with a clock that is put forward, for stories of days and weeks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.actions import AssignAction
from domain.escalations import LevelReached, ReminderDue, RungSkipped
from domain.orders import Order
from hub.clock import SimulatedClock
from hub.config import Config
from hub.hub import Hub
from hub.sample_company import found_company
from projections import clock_lists
from projections.actions import Sight
from projections.clock_lists import ClockRow

ZONE = ZoneInfo("Asia/Shanghai")
ALL = Sight("hub", 3)
HALF_A_MINUTE = timedelta(seconds=30)


def moment(when: str) -> datetime:
    """`04-27 14:00`: of 2026, in the company's zone."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=ZONE)


def shown(when: datetime | None) -> str:
    """The same way back, to the nearest minute, with the day of the week."""
    return f"{when.astimezone(ZONE) + HALF_A_MINUTE:%a %m-%d %H:%M}" if when else "not known"


class Days:
    """A hub whose time is put forward."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.logins = {self.person(login): login for login in LOGINS}

    def person(self, login: str) -> str:
        return self.hub.named_id("person", login)

    async def at(self, when: str, who: str, *commands: Struct, item: str) -> None:
        """At this time somebody gives commands to an item; what fell due before is on record then."""
        await self.until(when)
        await self.hub.execute([Order(item, command) for command in commands], self.person(who))

    async def assigned(self, when: str, who: str, owner: str, due: str) -> str:
        """A new action."""
        item = self.hub.new_id()
        await self.at(when, who, AssignAction("样机", self.person(owner), due), item=item)
        return item

    async def until(self, when: str) -> None:
        """Time passes."""
        await self.hub.advance(max(moment(when) - self.hub.now(), timedelta()))

    def steps(self, item: str) -> list[str]:
        """Every step on record of the item's clocks: step, when it fell due, whom it reached."""
        found = [(clock.armed, self.hub.history(clock.id)) for clock in self.clocks(item)]
        return [self.told(each.event) for _, history in found for each in history]

    def told(self, event: ReminderDue | LevelReached | RungSkipped) -> str:
        facts = event.facts
        whom = "nobody" if isinstance(event, RungSkipped) else self.logins[event.whom]
        late = " late" if facts.late else ""
        return f"{facts.step} {shown(facts.fell_due)} {whom}{late}"

    def clocks(self, item: str) -> list[ClockRow]:
        """The item's clocks, the first armed first."""
        return clock_lists.of_item(self.hub.board("clocks"), item, ALL, self.hub.now(), self.hub.zone)


LOGINS = (
    "fang.xiaoxue",
    "lu.xiazhi",
    "du.yushui",
    "liang.chunfen",
    "lu.jingzhe",
    "fu.shuangjiang",
    "lan.lidong",
    "ouyang.bailu",
    "shen.lichun",
    "zhang.xiaoman.mfg",
    "shi.dashu",
    "chang.daxue",
    "meng.dongzhi",
    "he.beichen",
    "gu.qiming",
    "wen.changgeng",
)


@asynccontextmanager
async def days(folder: Path, when: str, *, found: bool = True) -> AsyncIterator[Days]:
    """The sample company at this time; with `found` its hub is a new one."""
    hub = Hub(Config(folder, nats="off"), SimulatedClock(moment(when)))
    await hub.start()
    try:
        if found:
            await found_company(hub)
        else:
            await hub.advance(timedelta())
        yield Days(hub)
    finally:
        await asyncio.sleep(0)
        await hub.stop()
