"""What one officer asks for of a file, and another lets hold: seen with what it changes, and whom people would pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from bijlisetu.billing.page.qr import picture
from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.editions.proposing import decline, let_hold
from bijlisetu.editions.queries import asked_for, course
from bijlisetu.network.queries import top_offices
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.editable import Change, Editable, Told, changes, preview
from bijlisetu.staff.deeds import TABLE, Deed
from bijlisetu.staff.queries import holders
from bijlisetu.web.desk import person_of
from bijlisetu.web.office.settings.words import REFUSALS
from bijlisetu.web.paging import number_in


class Waiting(NamedTuple):
    """A proposal as whoever may decide it sees it."""

    asked: Proposal
    changes: Sequence[Change]
    preview: Sequence[tuple[Told, str]]
    is_own: bool
    others: Sequence[str]  #: who else may let it hold, by name


def waiting(request: HttpRequest, edited: Editable, now: datetime) -> Waiting | None:
    """Return what waits for a second officer, and what it would change; none where nothing does."""
    asked = asked_for(edited.file)
    if asked is None:
        return None
    text = asked.text or _text_without(edited, asked.edition, now)
    by = person_of(request).get_username()
    found = changes(edited.text_at(now), text)
    return Waiting(asked, found, shown(edited, text), asked.by == by, _others(asked.by, now))


def touched(edited: Editable, text: str, begins: datetime | None, now: datetime) -> list[str]:
    """Return the names for whose sake a second officer is asked, if the text holds from then on, or from now."""
    return edited.touched(course(edited.file, at=now, adding=(begins or now, text)))


def shown(edited: Editable, text: str) -> list[tuple[Told, str]]:
    """Return what consumers of each company would be told, and the code on their bill as a picture, if it has one."""
    return [(told, _code(told.pay)) for told in preview(edited, text)]


def decide(request: HttpRequest, edited: Editable) -> None:
    """Let hold what another officer asked for, or put it aside."""
    by, now = person_of(request).get_username(), timezone.now()
    proposal = number_in(request.POST.get("proposal", "")) or 0
    try:
        if request.POST["deed"] == "let_hold":
            let_hold(proposal=proposal, file=edited.file, at=now, by=by, check=edited.check)
            messages.success(request, gettext("Let hold. You and whoever asked stand in the book of deeds."))
        else:
            decline(proposal=proposal, file=edited.file, at=now, by=by)
            messages.success(request, gettext("Put aside. Nothing was changed."))
    except Refusal as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))


def _text_without(edited: Editable, edition: Edition | None, now: datetime) -> str:
    """Return what would hold without the edition; of one that is still to come, what would hold then."""
    assert edition is not None  # noqa: S101 - a proposal without text ends an edition, the database sees to it
    at = max(now, edition.holds_from)
    return course(edited.file, at=at, without=edition.pk)[0][1] or edited.shipped


def _others(by: str, now: datetime) -> list[str]:
    tops = [office.pk for office in top_offices()]
    held = holders(tops, roles=TABLE[Deed.EDIT_SETTINGS].roles, on=timezone.localdate(now))
    return sorted({one.user for one in held} - {by})


def _code(pay: str) -> str:
    return f"data:image/svg+xml,{quote(picture(pay))}" if pay else ""
