"""The command line. Each command is a call of the API: to the running hub, or to one opened for the call."""

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import rich_click as click

from adapters.log import Unavailable
from hub.config import Config
from hub.logs import set_up_logs

TIMEOUT = httpx.Timeout(None, connect=2.0)
MAX_MINUTES_BYTES = 2 * 1024 * 1024


@asynccontextmanager
async def api(config: Config, *, relaying: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    """The API of the hub on this data folder, whether it runs or not."""
    running = running_hub(config)
    if running is not None:
        address, key = running
        async with client(address, key, None) as found:
            yield found
        return
    from hub.app import make_app
    from hub.hub import Hub

    hub = Hub(config)
    await hub.start(relaying=relaying)
    try:
        app: Any = make_app(hub)  # httpx and litestar each write ASGI's types in their own way
        transport = httpx.ASGITransport(app)
        async with client("http://hub", hub.identity.key, transport) as found:
            yield found
    finally:
        await hub.stop()


def client(address: str, key: str, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """A client that asks no proxy: the key is for this machine alone."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(
        base_url=address, headers=headers, timeout=TIMEOUT, transport=transport, trust_env=False
    )


def running_hub(config: Config) -> tuple[str, str] | None:
    """Address and key of the hub that runs on this data folder, None where none answers."""
    try:
        control = json.loads(config.control.read_text(encoding="utf-8"))
        httpx.get(control["address"] + "/health", timeout=5, trust_env=False).raise_for_status()
    except (OSError, ValueError, httpx.HTTPError):
        return None
    return control["address"], control["key"]


def done(response: httpx.Response) -> Any:
    """The answer. Ends the command with the problem's words when there is one."""
    if response.is_success:
        return response.json() if response.content else None
    raise click.ClickException(words_of(response))


def words_of(response: httpx.Response) -> str:
    """A problem in one line."""
    try:
        found = response.json()
    except ValueError:
        return f"the hub answered {response.status_code}"
    parts = [found.get("title", ""), found.get("reason"), found.get("detail")]
    return " - ".join(str(part) for part in parts if part)


def play(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs one command; the data folder being in other hands is said in words."""
    try:
        return asyncio.run(work)
    except (Unavailable, OSError, httpx.HTTPError) as error:
        raise click.ClickException(str(error) or type(error).__name__) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder (HUB_DATA).")
@click.pass_context
def main(context: click.Context, data: Path | None) -> None:
    """The collaboration hub: run it, look after it, bring minutes in."""
    set_up_logs()
    config = Config.from_environment()
    context.obj = config if data is None else Config(**{**as_dict(config), "data": data.resolve()})


def as_dict(config: Config) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__struct_fields__}


@main.command()
@click.option("--sample", is_flag=True, help="Load the sample company into an empty hub.")
@click.pass_obj
def serve(config: Config, sample: bool) -> None:
    """Serve pages, API and events until stopped."""
    from hub.serve import run

    try:
        run(config, sample=sample, say=lambda line: click.echo(line))
    except (Unavailable, OSError) as error:
        raise click.ClickException(str(error)) from error


@main.group()
def token() -> None:
    """Bearer tokens for programs."""


@token.command("create")
@click.option("--person", required=True, help="Login of whom the token stands for.")
@click.option("--name", default="command line", help="What the token is called on the list.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it lasts; without, until revoked.")
@click.pass_obj
def create_token(config: Config, person: str, name: str, days: int | None) -> None:
    """Print a new token."""

    async def work() -> None:
        body = {"person": person, "name": name} | ({"days": days} if days else {})
        async with api(config) as http:
            click.echo(done(await http.post("/api/v1/admin/tokens", json=body))["token"])

    play(work())


@main.command("password")
@click.option("--person", required=True, help="Login of whose password is set.")
@click.password_option()
@click.pass_obj
def set_password(config: Config, person: str, password: str) -> None:
    """Set somebody's password; their sessions end."""

    async def work() -> None:
        async with api(config) as http:
            done(await http.post("/api/v1/admin/passwords", json={"person": person, "password": password}))

    play(work())


@main.group("import")
def bring_in() -> None:
    """Bring data in from files."""


@bring_in.command("minutes")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what was found.")
@click.option("--accept-all", is_flag=True, help="Record every finding as it is written.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def import_minutes(
    config: Config, paths: tuple[Path, ...], dry_run: bool, accept_all: bool, as_json: bool
) -> None:
    """Minutes of meetings of the past: Markdown, text or WebVTT.

    All files are checked before one is taken: if any cannot be read, or names a meeting that is in
    already or twice, nothing changes.
    """
    if dry_run == accept_all:
        raise click.UsageError(
            "say either --dry-run or --accept-all; to settle findings one by one, use the page"
        )

    async def work() -> None:
        async with api(config) as http:
            read = [await read_file(http, path) for path in paths]
            stop_on_problems(read, check_known=accept_all)
            for each in read:
                if dry_run:
                    show_findings(each, as_json=as_json)
                else:
                    await take(http, each, as_json=as_json)

    play(work())


@bring_in.command("people")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.pass_obj
def import_people(config: Config, path: Path, dry_run: bool) -> None:
    """People from CSV: login, name, mail, department, manager, post, roles. All rows or none."""
    body = {"content": base64.b64encode(path.read_bytes()).decode(), "dry_run": dry_run}

    async def work() -> dict[str, Any]:
        async with api(config) as http:
            found: dict[str, Any] = done(await http.post("/api/v1/people/import", json=body))
            return found

    found = play(work())
    for fault in found["faults"]:
        click.echo(f"{path}:{fault['line']} {fault['column']}: {fault['reason']} {fault['value']}", err=True)
    if found["faults"]:
        raise click.ClickException(f"nothing was changed: {len(found['faults'])} faults")
    click.echo(f"{len(found['new'])} people {'entered' if found['entered'] else 'would be entered'}")


class FileRead:
    """One file: what the hub found in it, or the problem with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.body: dict[str, str] = {}
        self.found: dict[str, Any] = {}
        self.problem: str | None = None

    def load(self) -> bytes | None:
        """The bytes, unless the file cannot be read or is too large to be minutes."""
        try:
            if self.path.stat().st_size > MAX_MINUTES_BYTES:
                self.problem = f"too-large: more than {MAX_MINUTES_BYTES // 1024} KiB are no minutes"
                return None
            return self.path.read_bytes()
        except OSError as error:
            self.problem = error.strerror or str(error)
            return None


async def read_file(http: httpx.AsyncClient, path: Path) -> FileRead:
    """Asks the hub what the file says."""
    each = FileRead(path)
    if (data := each.load()) is None:
        return each
    each.body = {"name": path.name, "content": base64.b64encode(data).decode()}
    response = await http.post("/api/v1/minutes/read", json=each.body)
    if response.is_success:
        each.found = response.json()
    else:
        each.problem = words_of(response)
    return each


def stop_on_problems(read: list[FileRead], *, check_known: bool) -> None:
    """Ends the command, having changed nothing, when any file cannot be taken."""
    meetings: dict[str, Path] = {}
    for each in read:
        meeting = each.found.get("id", "")
        if each.problem is None and check_known and each.found["meeting"]:
            each.problem = "this meeting is in already"
        elif each.problem is None and check_known and meeting in meetings:
            each.problem = f"names the same meeting as {meetings[meeting]}"
        meetings.setdefault(meeting, each.path)
    problems = [each for each in read if each.problem]
    for each in problems:
        click.echo(f"{each.path}: {each.problem}", err=True)
    if problems:
        raise click.ClickException(
            f"nothing was changed: {len(problems)} of {len(read)} files cannot be taken"
        )


def show_findings(each: FileRead, *, as_json: bool) -> None:
    """One line a finding."""
    for finding in each.found["findings"]:
        shown = {
            "file": str(each.path),
            "line": finding["line"],
            "kind": finding["kind"],
            "text": finding["text"],
            "owners": finding.get("owners", []),
            "due": finding.get("due"),
            "closed": finding.get("closed", False),
        }
        if as_json:
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            owners = "、".join(shown["owners"]) or "-"
            click.echo(
                f"{each.path}:{shown['line']} {shown['kind']} {owners} {shown['due'] or '-'} {shown['text']}"
            )


async def take(http: httpx.AsyncClient, each: FileRead, *, as_json: bool) -> None:
    """Imports one file and says what a person still has to settle."""
    answer = done(await http.post("/api/v1/minutes/import", json=each.body))
    if as_json:
        click.echo(json.dumps({"file": str(each.path), **answer}, ensure_ascii=False))
        return
    click.echo(f"{each.path}: {answer['number']}, {len(each.found['findings'])} findings")
    for item in answer["unsettled"]:
        click.echo(f"  line {item['line']}: who is {'、'.join(item['names'])}? {item['text']}")


@main.command()
@click.option("--from-position", "start", type=click.IntRange(1), default=1, help="First position to print.")
@click.option("--count", type=click.IntRange(1), help="How many; without, go on until stopped.")
@click.option("--json", "as_json", is_flag=True, help="One CloudEvent a line.")
@click.pass_obj
def tail(config: Config, start: int, count: int | None, as_json: bool) -> None:
    """Print events as they are published."""

    async def work() -> None:
        async with api(config) as http:
            await follow(http, start, count, as_json=as_json)

    play(work())


async def follow(http: httpx.AsyncClient, start: int, count: int | None, *, as_json: bool) -> None:
    """Events from `start` on; with a count, ends there or at the end of the log."""
    after, left = start - 1, count
    while left is None or left > 0:
        limit = 500 if left is None else min(left, 500)
        found = done(await http.get("/api/v1/events", params={"after": after, "limit": limit}))
        for event in found["items"]:
            line = json.dumps(event, ensure_ascii=False)
            click.echo(
                line
                if as_json
                else f"{event['position']:>8} {event['time']} {event['type']} {event['subject']}"
            )
        after = found["next"]
        left = None if left is None else left - len(found["items"])
        if not found["items"]:
            if count is not None:
                return
            await asyncio.sleep(0.5)


@main.command()
@click.pass_obj
def rebuild(config: Config) -> None:
    """Build every board anew from the log."""
    play(upkeep(config, "rebuild"))


@main.command()
@click.pass_obj
def verify(config: Config) -> None:
    """Check the log, and every board against the log."""
    play(upkeep(config, "verify"))


async def upkeep(config: Config, name: str) -> None:
    async with api(config) as http:
        found = done(await http.post(f"/api/v1/admin/{name}"))
    if not found["ok"]:
        raise click.ClickException(found["wrong"])
    click.echo(f"ok, position {found['position']}")


@main.command()
@click.option("--verify", "mode", flag_value="verify", default=True, help="Only say what differs.")
@click.option("--repair", "mode", flag_value="repair", help="Make the stream equal the log.")
@click.pass_obj
def reconcile(config: Config, mode: str) -> None:
    """Hold the stream on NATS against the log."""

    async def work() -> dict[str, Any]:
        async with api(config, relaying=True) as http:
            body = {"repair": mode == "repair"}
            found: dict[str, Any] = done(await http.post("/api/v1/admin/reconcile", json=body))
            return found

    found = play(work())
    for stream in found["streams"]:
        click.echo(json.dumps(stream))
    if not found["ok"]:
        sys.exit(1)


@main.command()
@click.pass_obj
def health(config: Config) -> None:
    """Say how the hub is."""

    async def work() -> dict[str, Any]:
        async with api(config) as http:
            found: dict[str, Any] = done(await http.get("/health"))
            return found

    click.echo(json.dumps(play(work()), indent=2))


@main.command("clock")
@click.option(
    "--at", required=True, help="A day or a moment in ISO form; in the company's zone unless it says."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def clock_at(config: Config, at: str, as_json: bool) -> None:
    """Print what a tick at that time would raise, if nothing happened before."""

    async def work() -> Any:
        async with api(config) as http:
            return done(await http.get("/api/v1/clocks/due", params={"at": at}))

    for row in play(work())["items"]:
        level = row["level"] or "reminder"
        line = f"{row['fell_due']} {row['kind']} {row['step']} {level} {row['whom'] or '-'} {row['clock']}"
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)


@main.command("do")
@click.argument("path")
@click.option("--json", "body", default="{}", help="The command's fields.")
@click.option("--key", help="Idempotency key.")
@click.pass_obj
def do_command(config: Config, path: str, body: str, key: str | None) -> None:
    """Give one command: PATH as in the API, like actions/ID/complete."""

    async def work() -> Any:
        headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
        async with api(config) as http:
            return done(await http.post(f"/api/v1/{path.strip('/')}", content=body, headers=headers))

    click.echo(json.dumps(play(work())))
