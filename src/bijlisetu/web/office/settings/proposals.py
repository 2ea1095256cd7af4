"""What one officer asks for of a file, and another lets hold: seen with what it changes, and whom people would pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bijlisetu.billing.page.qr import picture
from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.editions.proposing import decline, let_hold
from bijlisetu.editions.queries import asked_for, course
from bijlisetu.memos import seconding
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.editable import Change, Editable, Told, changes, preview
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import Holder, holders_everywhere
from bijlisetu.values import Language
from bijlisetu.web.desk import person_of
from bijlisetu.web.office.settings.words import DECIDED, REFUSALS, title_of
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
    others = sorted(one.user for one in _others(asked.by, now))
    return Waiting(asked, found, shown(edited, text), asked.by == by, others)


def touched(edited: Editable, text: str, begins: datetime | None, now: datetime) -> list[str]:
    """Return the names for whose sake a second officer is asked, if the text holds from then on, or from now."""
    return edited.touched(course(edited.file, at=now, adding=(begins or now, text)))


def shown(edited: Editable, text: str) -> list[tuple[Told, str]]:
    """Return what consumers of each company would be told, and the code on their bill as a picture, if it has one."""
    return [(told, _code(told.pay)) for told in preview(edited, text)]


def tell(edited: Editable, proposal: int, *, at: datetime, by: str) -> None:
    """Tell the other officers who may decide the proposal that it waits for one of them."""
    seconding.ask(
        about=_about(proposal),
        what=_in_all_languages(lambda: title_of(edited)),
        page=reverse("office:setting", args=[edited.file]),
        people=[one.person for one in _others(by, at)],
        at=at,
        by=by,
    )


@transaction.atomic
def settle(edited: Editable, deed: str, proposal: int, *, at: datetime, by: str) -> None:
    """Let hold what another officer asked for, or put it aside; nobody is told of it any more."""
    if deed == "let_hold":
        let_hold(proposal=proposal, file=edited.file, at=at, by=by, check=edited.check)
    else:
        decline(proposal=proposal, file=edited.file, at=at, by=by)
    seconding.decided(about=_about(proposal), at=at)


def decide(request: HttpRequest, edited: Editable) -> None:
    """Let hold what another officer asked for, or put it aside."""
    by, now = person_of(request).get_username(), timezone.now()
    proposal = number_in(request.POST.get("proposal", "")) or 0
    deed = request.POST["deed"]
    try:
        settle(edited, deed, proposal, at=now, by=by)
    except Refusal as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
    else:
        messages.success(request, str(DECIDED[deed]))


def _text_without(edited: Editable, edition: Edition | None, now: datetime) -> str:
    """Return what would hold without the edition; of one that is still to come, what would hold then."""
    assert edition is not None  # noqa: S101 - a proposal without text ends an edition, the database sees to it
    at = max(now, edition.holds_from)
    return course(edited.file, at=at, without=edition.pk)[0][1] or edited.shipped


def _others(by: str, now: datetime) -> list[Holder]:
    held = holders_everywhere(Deed.EDIT_SETTINGS, on=timezone.localdate(now))
    return [one for one in held if one.user != by]


def _about(proposal: int) -> str:
    return f"proposal:{proposal}"


def _in_all_languages(words: Callable[[], str]) -> dict[Language, str]:
    said = {}
    for language in Language:
        with override(str(language)):
            said[language] = words()
    return said


def _code(pay: str) -> str:
    return f"data:image/svg+xml,{quote(picture(pay))}" if pay else ""
