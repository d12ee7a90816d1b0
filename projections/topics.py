"""Parked topics by id, whichever meeting parked them."""

from projections.meetings import TOPICS, TopicRow
from projections.rows import Reads


def by_id(rows: Reads, ids: set[str]) -> dict[str, TopicRow]:
    """Those topics of the ids that there are."""
    marks = ", ".join("?" * len(ids))
    return {row[0]: TopicRow(*row) for row in rows.read(f"{TOPICS} WHERE id IN ({marks})", *ids)}
