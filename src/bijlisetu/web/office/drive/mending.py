"""A drive gets other days, or is ended; what becomes of its open doors is said before."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.plan.actions import NoTime
from bijlisetu.drives.plan.mending import Ended, end, set_days, still_open
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import path_or_missing, person_of, staff_page
from bijlisetu.web.office.drive.asked import drive_asked, may_run, no_drive, show_drive
from bijlisetu.web.office.drive.forms import DriveDays


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def mending(request: HttpRequest, office: int) -> HttpResponse:
    """Show the days of the drive and what its end would mean; do the one or the other."""
    path = path_or_missing(request, office, Deed.RUN_DRIVE)
    drive = drive_asked(request, office)
    if drive is None:
        return no_drive(request, path)
    if not may_run(request, drive):
        raise Http404
    here = f"{reverse('office:drive', args=[office])}?drive={drive.pk}"
    if drive.round.closed_at is not None:
        return redirect(here)
    if request.POST.get("deed") == "end":
        _end(request, drive)
        return redirect(here)
    form = DriveDays(request.POST or None, initial=_said(drive))
    if request.method == "POST" and form.is_valid() and _is_set(request, drive, form):
        return redirect(here)
    context = {
        "form": form, "still": still_open(drive), "offices": drive.offices.order_by("name"),
        "matters": Matter.objects.filter(drive=drive, decided_at=None).count(),
    }  # fmt: skip
    return show_drive(request, "plan/mend.html", context, drive=drive, path=path, status=422 if form.errors else 200)


def _said(drive: Drive) -> dict[str, object]:
    """Return the days of the drive as the form shows them."""
    return {
        "title": drive.round.title, "begins_on": drive.round.begins_on,
        "deadline": drive.round.ends_on - timedelta(days=1), "weekdays": drive.weekdays,
        "days_off": "\n".join(day.isoformat() for day in drive.days_off), "from_hour": drive.from_hour,
        "until_hour": drive.until_hour, "target_percent": drive.target_percent,
    }  # fmt: skip


def _is_set(request: HttpRequest, drive: Drive, form: DriveDays) -> bool:
    told = form.cleaned_data
    try:
        set_days(
            drive, title=told["title"], days=form.days(), target_percent=told["target_percent"], at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except NoTime:
        form.add_error("weekdays", _("No day is worked until the last day. Choose more days."))
        return False
    except Ended:
        messages.error(request, gettext("This drive was ended meanwhile."))
    else:
        messages.success(request, gettext("The days of the drive are changed."))
    return True


def _end(request: HttpRequest, drive: Drive) -> None:
    try:
        still = end(drive, at=timezone.now(), by=person_of(request).get_username())
    except Ended:
        messages.error(request, gettext("This drive was ended meanwhile."))
        return
    told = ngettext(
        "The drive is ended. %(n)s door was still open; another drive may take it.",
        "The drive is ended. %(n)s doors were still open; another drive may take them.",
        still,
    )
    messages.success(request, told % {"n": in_indian_groups(still)})
