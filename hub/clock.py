"""The one place that reads the machine's clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def machine_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
