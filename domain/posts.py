"""Posts: whom a rung reaches. The holders are those of the instant at which the step fell due.

Who is absent is stood in for by their deputy. A post that nobody fills is passed over at once, and the
record says why. Where somebody was reached on a lower rung already, the rung goes to the next one up.
"""

from datetime import datetime

from msgspec import Struct

from domain.company import Company
from domain.ladders import Level

LEVELS: tuple[Level, ...] = ("responsible", "department", "executive")
Post = tuple[Level, str | None]


class Skipped(Struct, frozen=True):
    """A post that was passed over, and why: `vacant`, or `same` for somebody reached already."""

    level: Level
    why: str


class Reached(Struct, frozen=True):
    """Who is reached: `whom` acts, `holder` is whose post it is (another one where a deputy acts)."""

    level: Level
    whom: str
    holder: str
    skipped: tuple[Skipped, ...] = ()


def reach(
    company: Company, responsible: str | None, department: str | None, level: Level, at: datetime, zone: str
) -> Reached | None:
    """Whom a rung of this level reaches at an instant; None where there is nobody at all."""
    posts = posts_of(company, responsible, department, at)
    acting = [company.acting(holder, at, zone) if holder else None for _, holder in posts]
    taken: set[str] = set()
    found: Reached | None = None
    for rung in range(LEVELS.index(level) + 1):
        found = climb(posts, acting, rung, taken)
        if found:
            taken.add(found.whom)
    return found or top(posts, acting, level)


def posts_of(
    company: Company, responsible: str | None, department: str | None, at: datetime
) -> tuple[Post, ...]:
    """Everybody above one another, as they stood at an instant; the company's last rung at the end."""
    person = company.person_at(responsible, at) if responsible else None
    place = company.department_at(department or (person.department if person else None), at)
    return (
        ("responsible", responsible),
        ("department", place.head if place else None),
        ("executive", place.executive if place else None),
        ("executive", company.last_rung),
    )


def climb(posts: tuple[Post, ...], acting: list[str | None], rung: int, taken: set[str]) -> Reached | None:
    """The first post from the rung upwards whose holder, or deputy, was not reached below."""
    skipped: list[Skipped] = []
    for (level, holder), whom in list(zip(posts, acting, strict=True))[rung:]:
        if holder and whom and whom not in taken:
            vacant = any(each.why == "vacant" for each in skipped)
            return Reached(level if vacant else posts[rung][0], whom, holder, tuple(skipped))
        skipped.append(Skipped(level, "same" if whom else "vacant"))
    return None


def top(posts: tuple[Post, ...], acting: list[str | None], level: Level) -> Reached | None:
    """Where nobody is left above: the highest that there is, once more."""
    filled = [(holder, whom) for (_, holder), whom in zip(posts, acting, strict=True) if holder and whom]
    return Reached(level, filled[-1][1], filled[-1][0], (Skipped(level, "same"),)) if filled else None
