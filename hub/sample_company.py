"""The sample company (子虚智能装备, fictional): people, departments and a coordination meeting under way."""

import csv
import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.company import OPERATOR
from domain.departments import (
    AppointHead,
    AssignExecutive,
    ChooseCalendar,
    FoundDepartment,
    RosterContact,
)
from domain.meetings import ScheduleMeeting
from domain.orders import Order
from domain.people import GrantRole, JoinPerson, Role
from domain.policies import SetLastRung
from domain.series import AgendaItem, StartSeries
from hub import sample_calendars
from hub.hub import Hub

SERIES = "产销研周协调会"
AGENDA = (
    AgendaItem("遗留事项", 10, "每项有新的结论或日期"),
    AgendaItem("项目风险", 20, "风险有人负责"),
    AgendaItem("资源瓶颈", 15, "冲突当场排定或提请协调"),
    AgendaItem("解决方案与决议", 10, "形成决议"),
)
INVITED = (
    "zhang.xiaoman.sal",
    "du.yushui",
    "zhang.xiaoman.mfg",
    "fu.shuangjiang",
    "chang.daxue",
    "zou.tianxuan",
    "luo.qianniu",
)
LAST_RUNG = "gu.qiming"
"""To whom the clocks of executives climb."""
SINCE = datetime(2026, 1, 1).date()  # noqa: DTZ001 - a day, not a moment


async def found_company(hub: Hub) -> None:
    """Everybody, every department, and the weekly meeting; one transaction each."""
    people, departments = table("people.csv"), table("departments.csv")
    await hub.execute([Order(at(hub, "department", d["slug"]), founding(d)) for d in departments], OPERATOR)
    await hub.execute([order for person in people for order in joining(hub, person)], OPERATOR)
    await hub.execute(sample_calendars.orders(hub), OPERATOR)
    await hub.execute([order for d in departments for order in posts(hub, d)], OPERATOR)
    last = SetLastRung(at(hub, "person", LAST_RUNG))
    await hub.execute([Order(at(hub, "policy", "last-rung"), last)], OPERATOR)
    await start_meetings(hub)


async def start_meetings(hub: Hub) -> None:
    """The series with its next meeting, on the coming Monday at 14:00."""
    series, invited = hub.new_id(), tuple(at(hub, "person", login) for login in INVITED)
    leads = at(hub, "person", "fang.xiaoxue"), at(hub, "person", "lu.xiazhi")
    today = hub.now().astimezone(ZoneInfo(hub.zone)).replace(hour=14, minute=0, second=0, microsecond=0)
    monday = today + timedelta(days=7 - today.weekday())
    meeting = ScheduleMeeting(
        f"{SERIES} 第 17 次",
        monday,
        monday + timedelta(hours=1),
        *leads,
        series=series,
        ordinal=17,
        invited=invited,
        agenda=AGENDA,
    )
    orders = [
        Order(series, StartSeries(SERIES, *leads, AGENDA, invited), fresh=True),
        Order(hub.new_id(), meeting, fresh=True),
    ]
    await hub.execute(orders, leads[0])


def founding(row: dict[str, str]) -> FoundDepartment:
    return FoundDepartment(row["slug"], row["name"])


def joining(hub: Hub, row: dict[str, str]) -> Sequence[Order]:
    stream = at(hub, "person", row["login"])
    department = at(hub, "department", row["department"])
    mail = f"{row['login']}@zixu.example"
    joined = JoinPerson(row["name"], row["login"], mail, department, post=row["post"])
    return [Order(stream, joined), *(Order(stream, GrantRole(Role(r))) for r in row["roles"].split())]


def posts(hub: Hub, row: dict[str, str]) -> Sequence[Order]:
    stream = at(hub, "department", row["slug"])
    return [
        Order(stream, AppointHead(at(hub, "person", row["head"]))),
        Order(stream, AssignExecutive(at(hub, "person", row["executive"]))),
        Order(stream, RosterContact("business", at(hub, "person", row["business"]), SINCE)),
        Order(stream, RosterContact("technical", at(hub, "person", row["technical"]), SINCE)),
        Order(stream, ChooseCalendar(at(hub, "calendar", row["calendar"]))),
    ]


def at(hub: Hub, kind: str, name: str) -> str:
    return hub.named_id(kind, name)


def table(name: str) -> list[dict[str, str]]:
    text = (files("hub.sample") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


async def give_passwords(hub: Hub, file: Path) -> str:
    """One password for everybody of the sample, kept where only the owner can read it."""
    if password := kept(file):
        return password
    password = secrets.token_urlsafe(9)
    hashed = await hub.identity.hashed(password)
    for row in table("people.csv"):
        hub.identity.keep_password(at(hub, "person", row["login"]), hashed)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(password + "\n")
    return password


def kept(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""
