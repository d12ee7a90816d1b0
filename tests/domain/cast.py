"""The small company of the domain's tests: two departments, and one person for every part in a story."""

from datetime import UTC, datetime

from domain.company import Company
from domain.departments import Department
from domain.people import Person, Role


def numbered(number: int) -> str:
    """An id that tells tests apart at sight."""
    return f"00000000-0000-7000-8000-{number:012}"


SALES, MAKING = numbered(1), numbered(2)
ITEM, OTHER_ITEM = numbered(101), numbered(102)

LI, WANG, ZHAO, QIAN = numbered(11), numbered(12), numbered(13), numbered(14)
"""Li and Zhao of sales, Wang of making; Qian has left."""
HEAD, EXECUTIVE, OFFICER, ADMIN, AUDITOR = (numbered(n) for n in (21, 22, 23, 24, 25))
OUTSIDER, NOBODY = numbered(31), numbered(99)

PEOPLE = (
    Person(LI, SALES, manager=HEAD),
    Person(WANG, MAKING),
    Person(ZHAO, SALES, manager=LI),
    Person(QIAN, SALES, left=True),
    Person(HEAD, SALES),
    Person(EXECUTIVE),
    Person(OFFICER, roles=frozenset({Role.FOLLOW_UP_OFFICER})),
    Person(ADMIN, roles=frozenset({Role.ADMINISTRATOR})),
    Person(AUDITOR, roles=frozenset({Role.AUDITOR})),
    Person(OUTSIDER, outsider=True),
)
DEPARTMENTS = (Department(SALES, "sales", HEAD, EXECUTIVE), Department(MAKING, "making"))
COMPANY = Company(
    {person.id: person for person in PEOPLE}, {department.id: department for department in DEPARTMENTS}
)

ZONE = "Asia/Shanghai"
MONDAY = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
"""A Monday, 14:00 in Shanghai."""
