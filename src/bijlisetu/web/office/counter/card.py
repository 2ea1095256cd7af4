"""What is missing of the person before me?"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

import bijlisetu.contact.changes.actions as changes
from bijlisetu.contact.actions import value_of
from bijlisetu.contact.kyc.actions import Asked, note_answers
from bijlisetu.contact.law.informing import inform
from bijlisetu.contact.lists import ClaimRole, ClaimSource
from bijlisetu.contact.proof.actions import TooOften
from bijlisetu.reach.queries import Person
from bijlisetu.values import Mobile
from bijlisetu.web import proving
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.language import spoken
from bijlisetu.web.law.notice import in_short
from bijlisetu.web.office.consumer.undo import undo_change
from bijlisetu.web.office.counter.forms import NumberForm
from bijlisetu.web.office.counter.missing import missing
from bijlisetu.web.office.counter.saving import UNPROVED, keep_unproved, numbered, served_or_missing, take_told
from bijlisetu.web.office.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def card(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the person with what is missing first, and ask the number they say to prove itself."""
    served = served_or_missing(request, consumer)
    form = NumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _card(request, served, form, status=422 if request.method == "POST" else 200)
    address, role = form.cleaned_data["address"], ClaimRole(form.cleaned_data["role"])
    instead = _address_at(served, form.cleaned_data["instead"])
    if UNPROVED in request.POST and isinstance(address, Mobile):
        if refused := keep_unproved(request, served, address, role, instead):
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
        take_told(request, served, address, role, at=timezone.now())
        messages.success(request, told % {"address": value_of(address)})
        return redirect("office:counter")
    return redirect(f"{_code_page(consumer, asked.challenge)}{'?instead=' + instead if instead else ''}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def undo(request: HttpRequest, consumer: int, change: int) -> HttpResponse:
    """Undo a change of numbers that was a mistake; whoever only opens the address is led to the person."""
    served = served_or_missing(request, consumer)
    if request.method == "POST":
        undo_change(request, consumer, change)
    return redirect("office:counter_person", consumer=served.id)


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
        "numbered": numbered(served),
        "form": form,
        "changes": changes.changes_of(served.id)[:3],
        "notice": in_short(),
    }
    return show(request, "counter/card.html", context, status=status, page="counter")


def _address_at(served: Person, place: str) -> str:
    """Return by its own number the address at the place: places move when a missed call proves the new one."""
    return next((str(one.held.id) for one in numbered(served) if str(one.place) == place), "")


def _code_page(consumer: int, challenge: uuid.UUID) -> str:
    return reverse("office:counter_code", kwargs={"consumer": consumer, "challenge": challenge})
