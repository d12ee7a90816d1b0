"""Tables in minutes: what each column holds, and a row's cells as items beside their owner and due day."""

import re
from typing import Final, Literal

from adapters.minutes import labels, markup
from adapters.minutes.outline import Outline

Role = Literal[
    "proposer",
    "owner",
    "due",
    "status",
    "progress",
    "action",
    "task",
    "text",
    "decision",
    "title",
    "number",
    "people",
]

_BAR: Final = re.compile(r"(?<!\\)\|")
_ALIGNED: Final = re.compile(r"[^\s](?:[^\t\u3000 ]| (?! ))*")
_WIDE: Final = 0x1100  # from here on a sign is two columns wide
_RULE: Final = re.compile(r" ?\|?(?: ?:?-+:? ?\|)* ?:?-+:? ?\|? ?")
_NUMBER: Final = r"(?:议题)?(?:序|编)?号|no\.?|#|id|index|议题编号"
_OWNER: Final = (
    r".{0,6}(?:责任|负责|牵头|承办|承接|主责|执行|跟进|落实|处理)(?:人员?|方|部门|单位|团队|者"
    r"|组)?(?:[/(].{0,20})?"
    r"|.{0,10}\b(?:owners?|assignees?|responsible.{0,10}|who|dri|pic|assigned to)\b.{0,10}|owner.{0,10}"
)
_DUE: Final = (
    r".{0,8}(?:时间|日期|期限|时限|节点|截止)(?:点|日)?|计划(?:完成)?|截止.{0,4}"
    r"|.{0,8}\b(?:due|deadline|eta|when|date|ddl|period)\b.{0,8}"
)
_STATUS: Final = r".{0,8}(?:状态|是否.{0,4})|status|state"
_PROGRESS: Final = r".{0,8}(?:进展|进度|情况)|备注|progress|updates?|remarks?|notes?|comments?"
_PEOPLE: Final = (
    r"姓名|账号|参会.{0,6}|.{0,4}(?:汇报|申报|申请|联系|接口)人"
    r"|reporter|presenter|name|account|attendees?"
)
_TITLE: Final = r"议题(?:名称|内容)?|主题|标题|topics?|titles?|agenda(?: items?)?|subject"
_TASK: Final = (
    r".{0,6}(?:任务|事项|内容|行动|描述|问题|措施|要求|工作)"
    r"|.{0,12}\b(?:tasks?|actions?|items?|description|issues?|what|to-?do|deliverables?|plan)\b.{0,12}"
)
_ROLES: Final[tuple[tuple[Role, str], ...]] = (
    ("number", _NUMBER),
    ("owner", _OWNER),
    ("due", _DUE),
    ("status", _STATUS),
    ("progress", _PROGRESS),
    ("proposer", r"proposers?|proposed by|提出人|提议人"),
    ("people", _PEOPLE),
    ("title", _TITLE),
    ("task", _TASK),
)
_NO_TASKS: Final = frozenset({"people", "agenda"})
_PROSE: Final = frozenset({"text", "decision", "action"})
_SECTIONS: Final[dict[Role, labels.Section]] = {
    "action": "action",
    "decision": "decision",
    "people": "people",
    "proposer": "people",
    "title": "title",
    "number": "title",
}
_TASK_ORDER: Final[tuple[Role, ...]] = ("action", "task", "text", "title")


def cells(line: str) -> list[str]:
    """A row's cells, without the outer bars."""
    return [cell.strip() for cell in _BAR.split(line.strip().removeprefix("|").removesuffix("|"))]


def is_rule(line: str) -> bool:
    """Whether the line is the `|---|---|` below a table's head."""
    return "-" in line and "|" in line and bool(_RULE.fullmatch(" ".join(line.split())))


def aligned(line: str) -> list[tuple[int, str]]:
    """The cells of a line set off by tabs or two spaces, each with the column on the screen it begins in."""
    return [(_width(line[: cell.start()]), cell[0].strip()) for cell in _ALIGNED.finditer(line)]


def _width(text: str) -> int:
    return sum(2 if ord(sign) >= _WIDE else 8 if sign == "\t" else 1 for sign in text)


def placed(found: list[tuple[int, str]], starts: list[int]) -> list[str]:
    """A row's cells under the heads they stand nearest to; one each when there are as many."""
    if len(found) == len(starts):
        return [cell for _, cell in found]
    row = [""] * len(starts)
    for start, cell in found:
        at = min(range(len(starts)), key=lambda column: abs(starts[column] - start))
        row[at] = f"{row[at]} {cell}".strip()
    return row


def is_head(columns: list[Role]) -> bool:
    """Whether these are the heads of a table of tasks: who, and what or until when."""
    return "owner" in columns and bool({"task", "action", "due"} & set(columns))


def roles(head: list[str]) -> list[Role]:
    """What each column holds, from its heading."""
    found = [_role(markup.shown(markup.folded(markup.plain(cell))).strip()) for cell in head]
    if "owner" not in found and {"task", "due", "proposer"} <= set(found):
        return ["owner" if role == "proposer" else role for role in found]
    return found


def _role(heading: str) -> Role:
    kind = labels.heading(heading)
    if kind in {"action", "decision"} and not re.fullmatch(r"(?i)actions?|tasks?|任务", heading):
        return "action" if kind == "action" else "decision"
    return next((role for role, words in _ROLES if re.fullmatch(words, heading, re.IGNORECASE)), "text")


def add_row(outline: Outline, line: int, row: list[str], columns: list[Role]) -> None:
    """The items of one row. Where a column names the owners, the row's task is theirs."""
    spare: list[Role] = ["text"] * len(row)
    known = [*columns, *spare][: len(row)]
    task = _task_column(outline, row, known)
    for at, cell in enumerate(row):
        if at == task:
            _add_task(outline, line, row, known, at)
        elif task is None or (known[at] in _PROSE and outline.section != "action"):
            outline.cell(line, markup.BREAK.split(cell), _SECTIONS.get(known[at]))


def _task_column(outline: Outline, row: list[str], known: list[Role]) -> int | None:
    """The column of the task, when the row is one by its owner's column or its table's heading."""
    if ("owner" not in known and outline.section != "action") or outline.section in _NO_TASKS:
        return None
    wanted = _TASK_ORDER[: None if "due" in known and "decision" not in known else -1]
    return next((at for role in wanted for at, each in enumerate(known) if each == role and row[at]), None)


def _add_task(outline: Outline, line: int, row: list[str], known: list[Role], at: int) -> None:
    named = bool(_of(row, known, "owner"))
    listed = outline.section == "action" or (named and known[at] == "task")
    section = "action" if listed else _SECTIONS.get(known[at])
    indexes = outline.cell(line, markup.BREAK.split(row[at]), None if section == "title" else section)
    new = [outline.items[index] for index in indexes]
    wanted = [item for item in new if item.section == "action"] or new
    for role in ("owner", "due", "status", "progress"):
        for item, value in zip(wanted, _shared(_of(row, known, role), len(wanted)), strict=True):
            setattr(item, role, value)


def _of(row: list[str], known: list[Role], wanted: str) -> str:
    return next((row[at] for at, role in enumerate(known) if role == wanted), "")


def _shared(cell: str, count: int) -> list[str]:
    """One value each when the cell has as many lines as there are items, else all of it for each."""
    parts = [markup.plain(part) for part in markup.BREAK.split(cell) if part.strip()]
    if len(parts) == count:
        return parts
    return ["、".join(parts)] * count
