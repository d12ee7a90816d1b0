"""Fixtures that the tests of this folder share."""

from tests.logs import empty_database, open_log, shared_database

__all__ = ["empty_database", "open_log", "shared_database"]
