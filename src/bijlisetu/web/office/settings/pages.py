"""What do we say otherwise than the files that came with us, since when, and who wants it so?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.editions import actions
from bijlisetu.editions.models import Edition
from bijlisetu.editions.proposing import AskedAlready, propose, propose_end
from bijlisetu.editions.queries import asked_for, course, editions_of, files_asked_for, newest_of
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.editable import Editable, changes, editable, in_use
from bijlisetu.reports.law import periods
from bijlisetu.reports.law.leaving import Leaving, cut
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import everywhere_or_missing, lacks_second_factor, person_of, staff_page
from bijlisetu.web.office.entry import second
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.settings import proposals
from bijlisetu.web.office.settings.proposals import shown
from bijlisetu.web.office.settings.words import FAULTS, REFUSALS, SORTS, title_of, what_of
from bijlisetu.web.paging import number_in

LONGEST = 100_000  #: signs of a file
SHOWN = 120  #: signs of a line that has a fault


class EditForm(forms.Form):
    """Another text of a file, why, and from when on; at once, where no time is given."""

    text = forms.CharField(max_length=LONGEST, strip=False, label=_("Text of the file"))
    why = forms.CharField(max_length=500, required=False, label=_("Why is it changed?"))
    holds_from = forms.DateTimeField(required=False, label=_("Holds from"), input_formats=["%Y-%m-%dT%H:%M"])
    newest = forms.IntegerField(min_value=0)

    def clean_text(self) -> str:
        """Write lines as files have them; a browser sends them otherwise."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class Line(NamedTuple):
    """A file in the list."""

    file: str
    title: str
    what: str
    edition: Edition | None  #: the one that holds
    is_asked: bool  #: something waits for a second officer


@require_safe
@staff_page
def settings(request: HttpRequest) -> HttpResponse:
    """List what may be edited here, and what is."""
    everywhere_or_missing(request, Deed.EDIT_SETTINGS)
    now, asked = timezone.now(), files_asked_for()
    lines = [
        Line(one.file, title_of(one), what_of(one), _holding(editions_of(one.file), now), one.file in asked)
        for one in in_use()
    ]
    return show(request, "settings/list.html", {"lines": lines}, page="settings")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def setting(request: HttpRequest, file: str) -> HttpResponse:
    """Show the text that holds; check another, show what it changes, and let it hold."""
    everywhere_or_missing(request, Deed.EDIT_SETTINGS)
    edited = editable().get(file)
    if edited is None:
        raise Http404
    if lacks_second_factor(request, Deed.EDIT_SETTINGS):
        # Before anything is typed, so that nothing that was typed is lost.
        return second.ask(request, then=request.path)
    match request.POST.get("deed", ""):
        case "check" | "hold":
            return _edit(request, edited)
        case "take_back":
            _take_back(request, edited)
            return redirect("office:setting", file=file)
        case "let_hold" | "decline":
            proposals.decide(request, edited)
            return redirect("office:setting", file=file)
    now = timezone.now()
    return _page(request, edited, {"text": edited.text_at(now), "newest": newest_of(edited.file)}, now)


def _edit(request: HttpRequest, edited: Editable) -> HttpResponse:
    now, form = timezone.now(), EditForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("The text is empty or too long, or the time cannot be read."))
        return _page(request, edited, request.POST, now, status=422)
    given = form.cleaned_data
    typed = {**given, "holds_from": request.POST.get("holds_from", "")}
    if found := edited.faults(given["text"]):
        lines = given["text"].splitlines()
        faults = [(one.line, one.at, FAULTS[one.words], lines[one.line - 1].strip()[:SHOWN]) for one in found]
        return _page(request, edited, typed, now, status=422, faults=faults)
    if given["newest"] != newest_of(edited.file):
        messages.error(request, gettext("Somebody else has changed this meanwhile. Look at it once more."))
        return _page(request, edited, {**typed, "newest": newest_of(edited.file)}, now, status=409)
    status, seal = 200, _seal(request, edited, given["text"])
    if request.POST["deed"] == "hold":
        if not constant_time_compare(request.POST.get("seen", ""), seal):
            status = 409
            messages.error(request, gettext("The text was changed after the check. Look at what it changes now."))
        elif _hold(request, edited, given, now):
            return redirect("office:setting", file=edited.file)
    seen: dict[str, Any] = {
        "is_checked": True,
        "seal": seal,
        "changes": changes(edited.text_at(now), given["text"]),
        "preview": shown(edited, given["text"]),
        "leaving": _leaving(edited, given["text"], given["holds_from"] or now),
        "touched": proposals.touched(edited, given["text"], given["holds_from"], now),
    }
    return _page(request, edited, typed, now, status=status, **seen)


def _leaving(edited: Editable, text: str, at: datetime) -> list[tuple[Promise, Leaving]]:
    """Return what would be let go for good by the first night, where something is to be kept shorter."""
    if edited.file != periods.NAME:
        return []
    held = periods.read(edited.text_at(at))
    return [(SORTS[one.name], one) for one in cut(held, periods.read(text), at=at)]


def _seal(request: HttpRequest, edited: Editable, text: str) -> str:
    """Return what shows that the person has seen what this text of the file changes."""
    said = json.dumps([person_of(request).pk, edited.file, newest_of(edited.file), text])
    return salted_hmac("bijlisetu.settings", said, algorithm="sha256").hexdigest()


def _hold(request: HttpRequest, edited: Editable, given: dict[str, Any], now: datetime) -> bool:
    """Let the text hold, or ask a second officer to; return whether that could be done."""
    begins, by = given["holds_from"], person_of(request).get_username()
    told = {"file": edited.file, "text": given["text"], "why": given["why"], "at": now, "by": by}
    try:
        if asked_for(edited.file):
            raise AskedAlready
        if touched := proposals.touched(edited, given["text"], begins, now):
            with transaction.atomic():
                asked = propose(**told, holds_from=begins, touches=touched, check=edited.check)
                proposals.tell(edited, asked, at=now, by=by)
            words = gettext("Asked for. It holds once another officer lets it.")
        else:
            actions.issue(**told, holds_from=begins or now, check=edited.check)
            words = gettext("It holds from that time on.") if begins else gettext("It holds now.")
    except Refusal as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
        return False
    messages.success(request, words)
    return True


def _take_back(request: HttpRequest, edited: Editable) -> None:
    edition, now = number_in(request.POST.get("edition", "")) or 0, timezone.now()
    file, by = edited.file, person_of(request).get_username()
    try:
        if touched := edited.touched(course(file, at=now, without=edition)):
            with transaction.atomic():
                asked = propose_end(file=file, edition=edition, touches=touched, at=now, by=by)
                proposals.tell(edited, asked, at=now, by=by)
            words = gettext("Asked for. It is taken back once another officer lets it.")
        else:
            actions.take_back(file=file, edition=edition, at=now, by=by)
            words = gettext("Taken back. What held before it holds again.")
    except Refusal as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
    else:
        messages.success(request, words)


def _page(
    request: HttpRequest, edited: Editable, typed: Any, now: datetime, *, status: int = 200, **seen: Any
) -> HttpResponse:
    editions = editions_of(edited.file)
    context = {
        "file": edited.file, "title": title_of(edited), "what": what_of(edited), "typed": typed,
        "rows": min(40, str(typed.get("text", "")).count("\n") + 2), "editions": editions,
        "holding": _holding(editions, now), "now": now, "asked": proposals.waiting(request, edited, now), **seen,
    }  # fmt: skip
    return show(request, "settings/file.html", context, status=status, page="settings")


def _holding(editions: list[Edition], now: datetime) -> Edition | None:
    begun = (one for one in editions if one.holds_from <= now and one.taken_back_at is None)
    return max(begun, key=lambda one: (one.holds_from, one.pk), default=None)
