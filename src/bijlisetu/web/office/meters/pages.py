"""Whose prepaid meter is empty or low, and from which have we not heard?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.metering.queries import everybody, listed, surpluses, totals_of
from bijlisetu.metering.states import TO_SEE_TO, State
from bijlisetu.reports.words import METERS
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may_at, path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in
from bijlisetu.web.spreadsheet import long_table_file
from bijlisetu.web.templatetags.setu import tail

MOST = 100
#: What can be listed: what has to be seen to, and of whom no file says whether they are prepaid.
SHOWN = (*TO_SEE_TO, State.UNKNOWN)
COLUMNS = (
    _("Account"), _("State of it"), _("Balance of"), _("Balance"), _("Day of the recharge"), _("Last recharge"),
)  # fmt: skip


@require_safe
@staff_page
def meters(request: HttpRequest, office: int) -> HttpResponse:
    """Show how many meters stand how, and those of one state, the empty ones unless another is asked for."""
    path = path_or_missing(request, office, Deed.SEE_PEOPLE)
    totals = totals_of(office)
    state = _state(request)
    after = number_in(request.GET.get("after", "")) or 0
    lines = listed(office, state, after=after, most=MOST + 1)
    may_settle = may_at(request, office, Deed.SETTLE_SURPLUS)
    context = {
        "path": path,
        "office": path[-1],
        "state": state,
        "chips": [(one, totals.get(one, 0)) for one in SHOWN],
        "prepaid": sum(totals.get(one, 0) for one in (*TO_SEE_TO, State.FINE)),
        "postpaid": totals.get(State.POSTPAID, 0),
        "is_empty": not totals,
        "lines": lines[:MOST],
        "more": lines[MOST - 1].consumer if len(lines) > MOST else None,
        "may_settle": may_settle,
        "has_surplus": may_settle and bool(surpluses(office, most=1)),
    }
    return show(request, "meters/page.html", context, page="meters")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> StreamingHttpResponse:
    """Send all that have to be seen to, for a spreadsheet: accounts masked but for their end."""
    path_or_missing(request, office, Deed.SEE_PEOPLE)
    # The words are found now: when the rows leave, nobody knows any more which language was asked for.
    words = {state: str(METERS[state]) for state in TO_SEE_TO}
    return long_table_file("meters", _rows(office, tuple(map(str, COLUMNS)), words))


def _rows(office: int, heading: tuple[str, ...], words: Mapping[State, str]) -> Iterator[tuple[object, ...]]:
    yield heading
    for one in everybody(office, TO_SEE_TO):
        yield tail(one.account), words[one.state], one.day, one.balance, one.recharged_on, one.recharge


def _state(request: HttpRequest) -> State:
    asked = request.GET.get("state", "")
    return State(asked) if asked in SHOWN else State.OUT
