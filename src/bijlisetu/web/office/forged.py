"""Which forged messages go about in our name, from which numbers?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bijlisetu.reports.evening.columns import both
from bijlisetu.staff.deeds import Deed
from bijlisetu.tracking.genuine.forged import listed
from bijlisetu.web.desk import path_or_missing, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.spreadsheet import table_file

COLUMNS = (_("From"), _("Told of the sender"), _("Told of"), _("First"), _("Last"), _("What it says"))
MOST_IN_FILE = 10_000


@require_safe
@staff_page
def forged(request: HttpRequest, office: int) -> HttpResponse:
    """List them, whose sender was told of most first; they are of no office, so all who read answers see them."""
    path = path_or_missing(request, office, Deed.READ_ANSWERS)
    context = {
        "path": path,
        "office": path[-1],
        "rows": listed(),
        "verify": f"{settings.PUBLIC_URL}/verify/",
    }
    return show(request, "forged/page.html", context, page="answers")


@require_safe
@staff_page
def table(request: HttpRequest, office: int) -> HttpResponse:
    """Send them as a table, to be handed on to 1930 or Chakshu."""
    path_or_missing(request, office, Deed.READ_ANSWERS)
    rows = (
        (
            one.sender,
            one.by_sender,
            one.times,
            timezone.localdate(one.first_at),
            timezone.localdate(one.last_at),
            one.text,
        )
        for one in listed(most=MOST_IN_FILE)
    )
    return table_file("forged-messages", (tuple(both(title) for title in COLUMNS), *rows))
