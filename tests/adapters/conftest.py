"""Fixtures of the adapters' tests."""

from tests.logs import open_log

__all__ = ["open_log"]
