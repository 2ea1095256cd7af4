"""Which notices of disconnection stand where, and which plans run?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.arrears.cutting.queries import NEWEST, Listed, Planned, Step, counted, everything, listed, plans
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.reports.evening.columns import both
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.arrears.words import PLAN_STATES, STEPS
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in
from bijlisetu.web.spreadsheet import long_table_file
from bijlisetu.web.templatetags.setu import tail

MOST = 50
PLANS = "plans"
COLUMNS = (
    _("Account"), _("Office"), _("Amount"), _("Issued"), _("Served"), _("First day to cut"), _("Order from"),
    _("At which step"),
)  # fmt: skip


@require_safe
@staff_page
def notices(request: HttpRequest, office: int) -> HttpResponse:
    """List the notices of the office and below, of one step where it is asked for; or the plans of instalments."""
    path, at = path_or_missing(request, office, Deed.SEE_PAYMENTS), timezone.now()
    step, today = _step(request), day_in_india(at)
    before = number_in(request.GET.get("before", "")) or NEWEST
    is_plans = request.GET.get("step") == PLANS
    lines: list[tuple[Listed | Planned, Promise | str]]
    if is_plans:
        agreed = plans(office, today=today, before=before, most=MOST + 1)
        lines = [(one, PLAN_STATES.get(one.state, "")) for one in agreed]
    else:
        found = listed(office, step=step, at=at, today=today, before=before, most=MOST + 1)
        lines = [(one, STEPS[one.step]) for one in found]
    known = counted(office, at=at, today=today)
    context = {
        "path": path,
        "office": path[-1],
        "chips": [(one, words, *known.get(one, (0, 0))) for one, words in STEPS.items()],
        "step": PLANS if is_plans else step or "",
        "is_plans": is_plans,
        "lines": lines[:MOST],
        "more": lines[MOST - 1][0].id if len(lines) > MOST else None,
    }
    return show(request, "arrears/notices.html", context, page="notices")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> StreamingHttpResponse:
    """Send the notices of one step, or all, for a spreadsheet: accounts masked but for their end."""
    path_or_missing(request, office, Deed.SEE_PAYMENTS)
    return long_table_file(f"notices-{office}", _rows(office, _step(request)))


def _rows(office: int, step: Step | None) -> Iterator[tuple[object, ...]]:
    at = timezone.now()
    yield tuple(map(both, COLUMNS))
    words = {one: both(said) for one, said in STEPS.items()}
    for one in everything(office, step=step, at=at, today=day_in_india(at)):
        yield (
            tail(one.account), one.office, one.amount, day_in_india(one.issued_at), one.served_on, one.first_on,
            one.from_on, words[one.step],
        )  # fmt: skip


def _step(request: HttpRequest) -> Step | None:
    asked = request.GET.get("step", "")
    return Step(asked) if asked in set(Step) else None
