"""The tracker's filters as the address bar has them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from litestar.datastructures import MultiDict
from msgspec import Struct, structs

from projections.actions import LIVE, OPEN, Filter
from projections.tracker import By
from ui.moments import Moments
from ui.names import Names

NOWHERE = "-"
"""In place of a department or owner: not settled."""

STATUSES = ("open", "started", "blocked", "completed", "verified", "cancelled")
Grouping = Literal["department", "owner", "none"]
GROUPS: tuple[Grouping, ...] = ("department", "owner", "none")


class Chip(Struct, frozen=True):
    """A filter that is set: its name, its value in words, and the address without it."""

    name: str
    value: str
    url: str


class Query(Struct, frozen=True):
    """What the list is narrowed to. No status means everything that is not off the list."""

    statuses: tuple[str, ...] = ()
    everything: bool = False
    departments: tuple[str, ...] = ()
    owner: str = ""
    due_before: str = ""
    late: bool = False
    q: str = ""
    unowned: bool = False
    group: Grouping = "department"
    after: tuple[str, str] = ("", "")

    @property
    def nowhere(self) -> bool:
        """Whether only what belongs to no department is asked for."""
        return self.departments == (NOWHERE,)

    def filter(self, moments: Moments) -> Filter:
        """The filter for the board."""
        live = OPEN if self.late else LIVE
        statuses = self.statuses or (() if self.everything else live)
        before = moments.stamp() if self.late else moments.midnight(self.due_before)
        return Filter(
            statuses=statuses,
            owner=self.owner or None,
            departments=tuple(each for each in self.departments if each != NOWHERE),
            due_before=before,
            text=self.q,
            unowned=self.unowned,
        )

    def url(self, **changes: Any) -> str:
        """The address of the list with some filters changed, from its first page on."""
        changed = structs.replace(self, **{"after": ("", ""), **changes})
        pairs = [*(("status", each) for each in changed.statuses)]
        pairs += [("status", "all")] if changed.everything and not changed.statuses else []
        pairs += [("department", each) for each in changed.departments]
        plain = {"owner": changed.owner, "due_before": changed.due_before, "q": changed.q}
        pairs += [(name, value) for name, value in plain.items() if value]
        pairs += [(name, "1") for name in ("late", "unowned") if getattr(changed, name)]
        pairs += [("group", changed.group)] if changed.group != "department" else []
        pairs += [("after", " ".join(changed.after))] if any(changed.after) else []
        return f"/actions?{urlencode(pairs)}" if pairs else "/actions"

    def following(self, after: tuple[str, str]) -> str:
        """The address of the next page."""
        return self.url(after=after)

    def narrowed(self, by: By, key: str | None) -> str:
        """The address of one group's whole list."""
        if by == "department":
            return self.url(departments=(key or NOWHERE,), group="none")
        return self.url(owner=key, group="none") if key else self.url(unowned=True, group="none")

    def chips(self, names: Names, moments: Moments) -> list[Chip]:
        """Every filter that is set, in words."""
        t = names.t
        status = "、".join(t(f"action.status.{each}") for each in self.statuses)
        everything = t("tracker.everything") if self.everything else ""
        places = "、".join(names.department(each if each != NOWHERE else None) for each in self.departments)
        day = moments.day(date.fromisoformat(self.due_before)) if self.due_before else ""
        set_: list[tuple[str, str, Mapping[str, Any]]] = [
            (
                "status",
                status or everything or t("tracker.live"),
                {"statuses": (), "everything": not (status or everything)},
            ),
            ("department", places, {"departments": ()}),
            ("owner", names.who(self.owner).full if self.owner else "", {"owner": ""}),
            ("due-before", day, {"due_before": ""}),
            ("late", t("tracker.late") if self.late else "", {"late": False}),
            ("unowned", t("person.nobody") if self.unowned else "", {"unowned": False}),
            ("text", self.q, {"q": ""}),
        ]
        return [
            Chip(t(f"tracker.filter.{name}"), value, self.url(**without))
            for name, value, without in set_
            if value
        ]


def query_of(params: MultiDict[str]) -> Query:
    """Reads the address; what is no filter is left out."""
    asked = params.getall("status", [])
    group: Grouping = next((each for each in GROUPS if each == params.get("group")), "department")
    due, _, last = params.get("after", "").partition(" ")
    return Query(
        statuses=tuple(each for each in STATUSES if each in asked),
        everything="all" in asked,
        departments=tuple(each for each in params.getall("department", []) if each)[:50],
        owner=params.get("owner", ""),
        due_before=day_or_nothing(params.get("due_before", "")),
        late=params.get("late") == "1",
        q=params.get("q", "").strip()[:100],
        unowned=params.get("unowned") == "1",
        group=group,
        after=(due, last) if due and last else ("", ""),
    )


def day_or_nothing(text: str) -> str:
    """The text when it is a day."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
