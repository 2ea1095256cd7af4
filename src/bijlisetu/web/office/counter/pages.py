"""Who stands before me, and what is missing?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

import bijlisetu.contact.changes.actions as changes
from bijlisetu.contact.actions import value_of
from bijlisetu.contact.kyc.actions import Asked, note_answers
from bijlisetu.contact.law.informing import inform
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.contact.proof.actions import Outcome, TooOften
from bijlisetu.contact.proof.queries import Pending, pending
from bijlisetu.contact.queries import Held, doubt_about
from bijlisetu.drives.desk import told_at_desk
from bijlisetu.reach.queries import FoundPerson, Person, find
from bijlisetu.reports.mended import what_follows
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Email, Mobile
from bijlisetu.web import proving, typed
from bijlisetu.web.desk import allowed_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.law.notice import in_short
from bijlisetu.web.office.consumer.page import person_or_missing, phone_to_see
from bijlisetu.web.office.consumer.undo import undo_change
from bijlisetu.web.office.counter.forms import NumberForm
from bijlisetu.web.office.counter.missing import missing
from bijlisetu.web.office.frame import show

BOX = "office:counter"
SHORTEST = 3
#: So many are told apart by one key.
MOST = 9
#: The button that saves a number though no code came.
UNPROVED = "unproved"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def counter(request: HttpRequest) -> HttpResponse:
    """Find the person: the end of the account or the name and Enter; of several, the digit and Enter."""
    allowed_or_missing(request, Deed.SERVE_COUNTER)
    if request.method == "POST":
        return _found_or_asked(request)
    text = typed.kept(request, BOX).get("q", "")
    context = {"q": text, "found": _found(request, text), "shortest": SHORTEST}
    return show(request, "counter/search.html", context, page="counter")


def _found_or_asked(request: HttpRequest) -> HttpResponse:
    """Open the one that fits or whose digit was typed; else lead to the list."""
    written, among = _typed(request.POST.get("q", "")), request.POST.get("among", "")[:100]
    is_picked = bool(among) and len(written) == 1 and written.isdigit()
    text = among if is_picked else written
    found = _found(request, text)
    picked = int(written) if is_picked else 1 if len(found) == 1 else 0
    if 0 < picked <= len(found):
        return redirect("office:counter_person", consumer=found[picked - 1].consumer)
    return typed.keep(request, BOX, {"q": text})


def _found(request: HttpRequest, text: str) -> Sequence[FoundPerson]:
    offices = seats_of(request).offices_for(Deed.SERVE_COUNTER)
    return find(text, offices=offices)[:MOST] if len(text) >= SHORTEST else ()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def card(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the person with what is missing first, and ask the number they say to prove itself."""
    served = _served(request, consumer)
    form = NumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _card(request, served, form, status=422 if request.method == "POST" else 200)
    address, role = form.cleaned_data["address"], ClaimRole(form.cleaned_data["role"])
    instead = _address_at(served, form.cleaned_data["instead"])
    if UNPROVED in request.POST and isinstance(address, Mobile):
        if refused := _keep_unproved(request, served, address, role, instead):
            form.add_error("address", refused)
            return _card(request, served, form, status=422)
        _note_told(request, served, form)
        return redirect("office:counter")
    try:
        asked = proving.ask(
            request, consumer=consumer, address=address, entrance=ClaimSource.COUNTER,
            by=person_of(request).get_username(), role=role,
        )  # fmt: skip
    except TooOften as refused:
        form.add_error("address", proving.words_of_too_often(refused))
        return _card(request, served, form, status=422)
    _note_told(request, served, form)
    if not isinstance(address, Mobile):
        told = gettext("A link went to %(address)s. When they press it, the mailbox is proved.")
        _tell(request, served, address, role, at=timezone.now())
        messages.success(request, told % {"address": value_of(address)})
        return redirect("office:counter")
    return redirect(f"{_code_page(consumer, asked.challenge)}{'?instead=' + instead if instead else ''}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def code(request: HttpRequest, consumer: int, challenge: uuid.UUID) -> HttpResponse:
    """Take the code that the person reads from their phone; then the next person."""
    served = _served(request, consumer)
    asked = pending(challenge, consumer)
    if asked is None or "@" in asked.value:  # a mailbox proves itself by its link
        raise Http404
    if request.method != "POST":
        return _code(request, served, asked)
    number, role, instead = Mobile.parse(asked.value), ClaimRole(asked.role), _number(request.POST.get("instead", ""))
    if UNPROVED in request.POST and not asked.is_proved:
        refused = _keep_unproved(request, served, number, role, instead)
        return _code(request, served, asked, fault=refused, status=422) if refused else redirect("office:counter")
    answered = proving.answer(request, challenge, request.POST.get("code", ""))
    # A missed call may have proved it meanwhile; then Enter is enough.
    if answered.outcome is not Outcome.PROVED and not asked.is_proved:
        return _code(request, served, asked, fault=proving.words_of(answered), status=422)
    _tell(request, served, number, role, at=timezone.now(), is_proved=True)
    proved = pending(challenge, consumer)
    told_at = proved.proved_at if proved else None
    reopened = answered.reopened + _replace(request, served, number, instead, told_at=told_at)
    saved = gettext("Proved and saved for %(name)s.") % {"name": served.name}
    _say_saved(request, served, number, reopened, saved)
    return redirect("office:counter")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def undo(request: HttpRequest, consumer: int, change: int) -> HttpResponse:
    """Undo a change of numbers that was a mistake; whoever only opens the address is led to the person."""
    served = _served(request, consumer)
    if request.method == "POST":
        undo_change(request, consumer, change)
    return redirect("office:counter_person", consumer=served.id)


class Numbered(NamedTuple):
    """An address on file and its place in the list, by which the form names it."""

    place: int
    held: Held


def _served(request: HttpRequest, consumer: int) -> Person:
    return person_or_missing(request, consumer, Deed.SERVE_COUNTER)


def _note_told(request: HttpRequest, served: Person, form: NumberForm) -> None:
    """Keep that the notice was told with the address, and what else the person answered."""
    now, by = timezone.now(), person_of(request).get_username()
    if form.cleaned_data["informed"]:
        inform(
            consumer=served.id, value=value_of(form.cleaned_data["address"]), language=spoken(),
            source=ClaimSource.COUNTER, by=by, at=now,
        )  # fmt: skip
    note_answers(asked=[Asked(served.id, matter, by, now) for matter in form.answered])


def _card(request: HttpRequest, served: Person, form: NumberForm, *, status: int = 200) -> HttpResponse:
    context = {
        "person": served,
        "missing": missing(served.held),
        "numbered": _numbered(served),
        "form": form,
        "changes": changes.changes_of(served.id)[:3],
        "notice": in_short(),
    }
    return show(request, "counter/card.html", context, status=status, page="counter")


def _code(request: HttpRequest, served: Person, asked: Pending, *, fault: str = "", status: int = 200) -> HttpResponse:
    doubt = doubt_about(served.id, asked.value)
    context = {
        "person": served,
        "asked": asked,
        "fault": fault,
        "instead": _number(request.GET.get("instead") or request.POST.get("instead", "")),
        "others": doubt.others if doubt else 0,
        "missed_call": settings.MISSED_CALL_NUMBER if settings.MISSED_CALL_SECRETS else "",
        "simulated": phone_to_see(asked.value),
    }
    return show(request, "counter/code.html", context, status=status, page="counter")


def _keep_unproved(request: HttpRequest, served: Person, number: Mobile, role: ClaimRole, instead: str) -> str:
    """Keep a number to which no code went, or that said none back; return why not, if its person said no before."""
    doubt = doubt_about(served.id, number.e164)
    if doubt and doubt.denied_at:
        return gettext("The person at this number said: not my connection. Only a code from it can prove otherwise.")
    now = timezone.now()
    reopened = _tell(request, served, number, role, at=now) + _replace(request, served, number, instead, told_at=now)
    saved = gettext("Saved for %(name)s, not proved yet.") % {"name": served.name}
    _say_saved(request, served, number, reopened, saved)
    return ""


def _tell(
    request: HttpRequest, served: Person, address: Mobile | Email, role: ClaimRole, *, at: datetime,
    is_proved: bool = False,
) -> int:  # fmt: skip
    """Take what they told us, as at their door; return how many notices follow."""
    by = person_of(request).get_username()
    return told_at_desk(consumer=served.id, address=address, role=role, at=at, by=by, is_proved=is_proved)


def _replace(request: HttpRequest, served: Person, number: Mobile, address: str, *, told_at: datetime | None) -> int:
    """
    Use the number that it takes the place of no more; return how many notices follow.

    Told or proved, and put in place of another: that is one change, and one press undoes all of it.
    """
    chosen = [one.held.value for one in _numbered(served) if str(one.held.id) == address]
    if not chosen or chosen[0] == number.e164:
        return 0
    return changes.merge(
        consumer=served.id, kept=number.e164, dropped=chosen[0], source=ClaimSource.COUNTER, at=timezone.now(),
        by=person_of(request).get_username(), told_at=told_at,
    ).reopened  # fmt: skip


def _say_saved(request: HttpRequest, served: Person, number: Mobile, reopened: int, saved: str) -> None:
    told = what_follows(
        consumer=served.id, feeder=served.feeder_id, value=number.e164, reopened=reopened, at=timezone.now()
    )
    messages.success(request, f"{saved} {told}")
    if doubt := doubt_about(served.id, number.e164):
        shared = ngettext(
            "The number stands on %(n)s more account.", "The number stands on %(n)s more accounts.", doubt.others
        )
        if doubt.others:
            messages.info(request, shared % {"n": doubt.others})


def _numbered(served: Person) -> list[Numbered]:
    usable = (held for held in served.held if held.owner != Address.Owner.NOT_OWNER)
    return [Numbered(place, held) for place, held in enumerate(usable, start=1)]


def _typed(text: str) -> str:
    text = text.strip()
    return proving.digits_of(text) if text.isdecimal() else text[:100]


def _address_at(served: Person, place: str) -> str:
    """Return by its own number the address at the place: places move when a missed call proves the new one."""
    return next((str(one.held.id) for one in _numbered(served) if str(one.place) == place), "")


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 20 else ""


def _code_page(consumer: int, challenge: uuid.UUID) -> str:
    return reverse("office:counter_code", kwargs={"consumer": consumer, "challenge": challenge})
