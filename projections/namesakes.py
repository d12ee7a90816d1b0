"""Names that more than one person bears: pages then show the department after the name."""

from projections.rows import Reads


def borne_by_several(rows: Reads, name: str) -> bool:
    """Whether two people, here or gone, have exactly this name. Outsiders of the same name count too."""
    return len(rows.read("SELECT 1 FROM people WHERE name = ? LIMIT 2", name)) > 1
