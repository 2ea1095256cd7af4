"""Who did what to which record, and does the chain hold?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

import bijlisetu.audit.actions as audit
from bijlisetu.audit import queries
from bijlisetu.audit.queries import Asked
from bijlisetu.consumers.models import Consumer
from bijlisetu.reports.story.deeds import DEEDS
from bijlisetu.reports.words import WHO
from bijlisetu.staff.called import user_called
from bijlisetu.staff.deeds import Deed
from bijlisetu.web import typed
from bijlisetu.web.desk import allowed_or_missing, person_of, staff_page
from bijlisetu.web.office.deeds.words import called, details, named_in
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import day_in, pager, start_of
from bijlisetu.web.spreadsheet import long_table_file

WEEK = timedelta(days=7)
BOX, NAMES, LONGEST = "office:deeds", ("first", "last", "by", "deed", "record"), 100
HEAD = ("entry", "at", "by", "deed", "record", "detail", "seal", "sha256")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def deeds(request: HttpRequest) -> HttpResponse:
    """List what was done, the latest first."""
    allowed_or_missing(request, Deed.SEE_AUDIT)
    if request.method == "POST":
        return typed.keep(request, BOX, {name: request.POST.get(name, "").strip()[:LONGEST] for name in NAMES})
    asked = _asked(request)
    found = queries.entries(asked, start=start_of(request))
    names, named = called({row.record for row in found.rows}), named_in(row.detail for row in found.rows)
    context = {
        "asked": asked, "typed": typed.kept(request, BOX),
        "rows": [(row, names[row.record], details(row.detail, named)) for row in found.rows],
        "deeds": sorted(((str(words), deed) for deed, words in DEEDS.items())),
        "pager": pager(request, found, lambda one: one.id),
        "state": queries.state(), "is_asked": typed.ASKED in request.GET,
    }  # fmt: skip
    return show(request, "deeds/page.html", context, page="deeds")


@require_safe
@staff_page
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Send them as a file, each with its seal and hash; that somebody took them along is written down too."""
    allowed_or_missing(request, Deed.SEE_AUDIT)
    asked = _asked(request)
    detail = {"first": f"{asked.first}", "last": f"{asked.last}", "deed": asked.deed, "record": asked.record}
    by = person_of(request).get_username()
    audit.note(deed="audit.exported", records=["chain:entries"], by=by, at=timezone.now(), detail=detail)
    return long_table_file(f"deeds-{asked.first}-{asked.last}", _rows(asked))


def _rows(asked: Asked) -> Iterable[tuple[object, ...]]:
    yield HEAD
    for number, at, *rest in queries.export(asked):
        # As text: a spreadsheet would round sixteen digits.
        yield f"#{number}", timezone.localtime(at).isoformat(), *rest


def _asked(request: HttpRequest) -> Asked:
    """Return what is asked for; a day that is none, or none given, stands for the last week."""
    today = timezone.localdate()
    kept = typed.kept(request, BOX)
    last = _day(kept.get("last", ""), today)
    first, last = sorted((_day(kept.get("first", ""), last - WEEK), last))
    record = _record(kept.get("record", ""))
    return Asked(first=first, last=last, by=_by(kept.get("by", "")), deed=kept.get("deed", ""), record=record)


def _by(text: str) -> str:
    """Return the name in the book of who is meant: people are shown by name, the program's own hands in words."""
    hand = next((name for name, words in WHO.items() if str(words) == text), None)
    return hand or (user_called(text) if text else None) or text


def _record(text: str) -> str:
    """Return the record that is meant; people know a consumer by the account."""
    if not text.isdecimal():
        return text
    known = Consumer.objects.filter(account=text).values_list("pk", flat=True).first()
    return f"consumer:{known}" if known else text


def _day(text: str, otherwise: date) -> date:
    found = day_in(text)
    return found if found and date(2000, 1, 1) <= found <= date(2200, 1, 1) else otherwise
