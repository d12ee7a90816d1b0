"""A made-up past of the sample company, as long as wanted: meetings, their minutes, and what became of them.

The events are the domain's own, encoded by the hub's codec; many stories run beside each other, so that
neighbours in the log seldom belong together, as in life.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from msgspec import Struct

from adapters.codec import Codec, leaf_of
from adapters.log import Row
from domain import actions as act
from domain import meetings as mtg
from domain.catalogue import BY_EVENT, tag_of
from domain.company import Company
from domain.envelope import Envelope, Grade
from domain.minutes import Finding, Settled
from domain.series import AgendaItem
from domain.words import Attachment

SEED = 17
BESIDE = 300
"""Stories under way at a time."""
FINDINGS = 8
BEGAN = datetime(2026, 1, 5, 1, tzinfo=UTC)
BETWEEN = timedelta(milliseconds=700)
AGENDA = tuple(AgendaItem(title, 15) for title in ("遗留事项", "项目风险", "资源瓶颈", "解决方案与决议"))
WORK = (
    "输出 BOM 冻结版并通知供应链",
    "核对试产线产能口径，下次会前反馈",
    "给出抽检方案，含抽样比例和判定标准",
    "进口传感器替代料完成验证并归档承认书",
    "与欧洲业务部确认售后备件价格和交期",
    "高低温试验箱排期调整后重新发布",
)
WHYS = ("订单数据尚未齐备", "等待供应商回复样品到货时间", "测试资源被更高优先级的任务占用")


class Staff(NamedTuple):
    """Who can do things: person and department ids, side by side, and the departments' slugs."""

    people: list[str]
    departments: list[str]
    slugs: dict[str, str]


Burst = Sequence[tuple[str, Struct]]
"""Events that were committed together, each with its stream."""


def staff_of(company: Company) -> Staff:
    """Everybody of the company who belongs to a department."""
    held = [(person, found.department) for person, found in company.people.items() if found.department]
    slugs = {department: found.slug for department, found in company.departments.items()}
    return Staff([person for person, _ in held], [department for _, department in held], slugs)


def past(codec: Codec, company: Company, first: int, count: int) -> Iterator[Row]:
    """So many rows of the log, from position `first` on."""
    staff, rng = staff_of(company), Random(SEED)  # noqa: S311 - a repeatable history, no secret
    versions: dict[str, int] = {}
    counters: dict[str, int] = {}
    position = first
    for stream, event in stories(rng, staff):
        versions[stream] = version = versions.get(stream, 0) + 1
        envelope = enveloped(rng, staff, stream, version, position - first, number_of(event, counters))
        body = codec.encode(event, envelope)
        yield position, stream, version, tag_of(type(event)), body, leaf_of(body)
        position += 1
        if position == first + count:
            return


def number_of(event: Struct, counters: dict[str, int]) -> str | None:
    """The human number, for the events that are given one."""
    prefix = BY_EVENT[type(event)].numbered.get(type(event))
    if prefix is None:
        return None
    counters[prefix] = counters.get(prefix, 0) + 1
    return f"{prefix.replace('-year', '-2026')}-{counters[prefix]}"


def enveloped(rng: Random, staff: Staff, stream: str, version: int, age: int, number: str | None) -> Envelope:
    sender, receiver = rng.choice(staff.departments), rng.choice(staff.departments)
    return Envelope(
        stream,
        version,
        rng.choice(staff.people),
        BEGAN + age * BETWEEN,
        staff.slugs[sender],
        staff.slugs[receiver],
        Grade.INTERNAL,
        f"{rng.getrandbits(128):032x}",
        number=number,
    )


def stories(rng: Random, staff: Staff) -> Iterator[tuple[str, Struct]]:
    """Events without end: whichever story's turn it is goes on."""
    running = [story(rng, staff, born) for born in range(BESIDE)]
    born = BESIDE
    while True:
        turn = rng.randrange(BESIDE)
        burst = next(running[turn], None)
        if burst is None:
            running[turn] = story(rng, staff, born)
            born += 1
        else:
            yield from burst


def story(rng: Random, staff: Staff, born: int) -> Iterator[Burst]:
    """One meeting with all that it leads to, or one action by itself."""
    if rng.random() < 0.5:
        action = id_of(rng, born)
        yield [(action, assigned(rng, staff, None, 0))]
        yield from ([(action, event)] for event in life(rng, staff))
    else:
        yield from meeting(rng, staff, born)


def id_of(rng: Random, born: int) -> str:
    """An id that sorts by age, as the hub's do."""
    return f"{born:08x}-{rng.getrandbits(16):04x}-7000-8000-{rng.getrandbits(48):012x}"


def meeting(rng: Random, staff: Staff, born: int) -> Iterator[Burst]:
    """Scheduled, held, recorded; then its actions one beside the other."""
    stream = id_of(rng, born)
    invited = tuple(rng.sample(staff.people, 7))
    starts = BEGAN + timedelta(hours=born)
    yield [(stream, scheduled(invited, starts))]
    yield [(stream, mtg.AgendaPublished(AGENDA))]
    yield [(stream, mtg.MeetingOpened())]
    yield [(stream, mtg.AttendanceNoted(invited[:5]))]
    yield [(stream, mtg.MeetingClosed())]
    yield [(stream, drafted())]
    for number in range(1, FINDINGS + 1):
        yield [(stream, mtg.FindingAccepted(number, settled(rng, staff)))]
    tasks = [id_of(rng, born) for _ in range(FINDINGS)]
    begun: Burst = [(task, assigned(rng, staff, stream, line)) for line, task in enumerate(tasks, 1)]
    yield [(stream, mtg.MinutesPublished(1, tuple(tasks))), *begun]
    yield from ([(stream, mtg.MinutesAcknowledged(person))] for person in invited[:4])
    lives = [(task, life(rng, staff)) for task in tasks]
    while lives:
        task, going = rng.choice(lives)
        if (event := next(going, None)) is None:
            lives.remove((task, going))
        else:
            yield [(task, event)]


def scheduled(invited: tuple[str, ...], starts: datetime) -> mtg.MeetingScheduled:
    return mtg.MeetingScheduled(
        title="产销研周协调会",
        starts=starts,
        ends=starts + timedelta(hours=1),
        facilitator=invited[0],
        recorder=invited[1],
        invited=invited,
        agenda=AGENDA,
    )


def drafted() -> mtg.MinutesDrafted:
    found = tuple(
        Finding(line, "action", WORK[line % len(WORK)], ("张小满",), "2026-05-08")
        for line in range(1, FINDINGS + 1)
    )
    return mtg.MinutesDrafted(Attachment("0" * 64, "minutes.txt", 900, "text/plain"), found)


def settled(rng: Random, staff: Staff) -> Settled:
    return Settled("action", rng.choice(WORK), rng.choice(staff.people), due="2026-05-08")


def assigned(rng: Random, staff: Staff, origin: str | None, line: int) -> act.ActionAssigned:
    owner = rng.randrange(len(staff.people))
    return act.ActionAssigned(
        what=rng.choice(WORK),
        owner=staff.people[owner],
        department=staff.departments[owner],
        due=f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        origin=act.Origin("meeting", origin, None, line) if origin else None,
        assigner=rng.choice(staff.people),
        sender=rng.choice(staff.departments),
        supporting=tuple(rng.sample(staff.people, rng.choice((0, 0, 0, 2)))),
    )


def life(rng: Random, staff: Staff) -> Iterator[Struct]:
    """What may become of an action after it was assigned."""
    yield act.ActionStarted()
    while rng.random() < 0.4:
        yield turn_of_events(rng, staff)
    if rng.random() < 0.8:
        yield act.ActionCompleted("已完成并归档，见附件")
        yield act.CompletionVerified()


def turn_of_events(rng: Random, staff: Staff) -> Struct:
    owner = rng.randrange(len(staff.people))
    return rng.choice(
        (
            act.ActionNudged(),
            act.DueDateMoved("2026-05-08", f"2026-06-{rng.randint(1, 28):02}", rng.choice(WHYS)),
            act.ActionReassigned(
                staff.people[0], staff.people[owner], staff.departments[owner], rng.choice(WHYS)
            ),
            act.ActionBlocked(rng.choice(WHYS)),
            act.ActionUnblocked(),
        )
    )
