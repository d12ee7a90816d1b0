"""The page of one meeting, as it is opened and as it is shown again when an act was refused."""

from litestar import Response

from ui import meeting_history, meeting_view
from ui.forms import Filled
from ui.page import AnyRequest, hub_of, names_of, page, words_of


def shown(request: AnyRequest, meeting: str, form: Filled | None = None, status: int = 200) -> Response[str]:
    """The page of a meeting; `form` is a small form of it that was refused."""
    found = meeting_view.view(request, meeting_view.found(request, meeting))
    history, names = hub_of(request).history(found.row.id), names_of(request)
    return page(
        request,
        "meetings/meeting.html",
        status=status,
        v=found,
        row=found.row,
        form=form,
        departments=[(row.id, row.name) for row in names.departments().values()],
        history=meeting_history.lines(history, words_of(request), names),
    )
