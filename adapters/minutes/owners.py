"""Who is responsible, as the items of minutes say it. For folded text."""

from adapters.minutes import roster, subjects, tails
from adapters.minutes.names import Known
from adapters.minutes.party import Party


def unlabelled(text: str, directory: Known) -> Party | None:
    """X without a word before it: behind a last dash run, mentioned last or first, in 由X负责, in 请X..."""
    return (
        tails.dashed(text, directory)
        or tails.before_day(text, directory)
        or tails.bracketed(text, directory, with_day=True)
        or tails.mentioned(text)
        or subjects.by(text, directory)
        or subjects.asked(text, directory)
        or subjects.subject(text, directory)
    )


def in_action_list(text: str, directory: Known) -> Party | None:
    """X in an item that is an action anyway: `X：...`, `X to ...`, `...（X，5月30日）`, `... @X`."""
    return (
        tails.bracketed(text, directory, with_day=False)
        or subjects.first(text, directory)
        or tails.dashed(text, directory, listed=True)
        or tails.mentioned(text, anywhere=True)
        or tails.last_words(text, directory)
    )


def spoken(text: str, speaker: str, directory: Known) -> Party | None:
    """A speaker who takes a task: 我来负责, I'll."""
    return subjects.volunteered(text, speaker) or unlabelled(text, directory)


def cell(text: str, directory: Known) -> tuple[str, ...]:
    """The names in a table's cell that is headed as the owner's."""
    return roster.read(text, 0, len(text), announced=True, directory=directory).names
