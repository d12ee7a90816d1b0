"""The outside: logs, stores, broker, file formats."""
