"""What was found at this person's door, by whom, with which pictures; and which of several numbers holds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

import bijlisetu.contact.changes.actions as changes
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address
from bijlisetu.contact.queries import Held
from bijlisetu.fieldwork.actions.photos import look_at
from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.forms.form import FieldType
from bijlisetu.fieldwork.models import Visit
from bijlisetu.fieldwork.queries.seen import SeenVisit, visits_of
from bijlisetu.reach.queries import Person
from bijlisetu.staff.deeds import Deed
from bijlisetu.values import Mobile, NotAMobile
from bijlisetu.web.desk import feeders_or_missing, may_for, person_of, staff_page
from bijlisetu.web.evidence import evidence
from bijlisetu.web.language import spoken
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in

MOST = 100
ENTRANCES: dict[str, Promise] = {
    Visit.Entrance.APP: _("at the door"),
    Visit.Entrance.PAPER: _("on paper"),
    Visit.Entrance.DESK: _("at the desk"),
    Visit.Entrance.CALL: _("by a call"),
}


class Line(NamedTuple):
    """A visit in words; its pictures by the name of the question, with its words."""

    visit: SeenVisit
    outcome: str
    said: str  #: what was chosen and remarked besides
    entrance: Promise
    number: str
    photos: tuple[tuple[str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def visits(request: HttpRequest, consumer: int) -> HttpResponse:
    """List the visits; where they brought different numbers, an officer says which one holds."""
    person = person_or_missing(request, consumer)
    seen = visits_of(consumer, most=MOST)
    doubtful = in_conflict(person, seen)
    if request.method == "POST":
        feeders_or_missing(request, [person.feeder_id], Deed.MEND_NUMBER)
        _decide(request, person, doubtful)
        return redirect(request.path)
    context = {
        "person": person, "lines": lines_of(seen), "is_cut": len(seen) == MOST, "doubtful": doubtful,
        "may_decide": may_for(request, [person.feeder_id], Deed.MEND_NUMBER),
    }  # fmt: skip
    return show(request, "visits/page.html", context)


@require_safe
@staff_page
def photo(request: HttpRequest, visit: uuid.UUID, field: str) -> HttpResponse:
    """Show a picture that belongs to a visit; each look is written down."""
    consumer = Visit.objects.filter(pk=visit).values_list("consumer", flat=True).first()
    if consumer is None:
        raise Http404
    person_or_missing(request, consumer)
    found = look_at(visit=visit, name=field, by=person_of(request).get_username(), at=timezone.now())
    if found is None or not found.media:
        raise Http404
    return evidence(found.content, media=found.media, name=f"visit-{visit}-{field}")


def lines_of(seen: Sequence[SeenVisit]) -> list[Line]:
    """Return the visits as they are shown."""
    return [
        Line(
            visit, _outcome(visit), _said(visit), ENTRANCES[visit.entrance], visit.answers.get("number", ""),
            tuple((name, _label(visit, name)) for name in visit.photos),
        )
        for visit in seen
    ]  # fmt: skip


def in_conflict(person: Person, seen: Sequence[SeenVisit]) -> list[Held]:
    """Return the numbers on file that visits brought, if they brought several that still count."""
    brought = {_value(visit.answers.get("number", "")) for visit in seen}
    held = [one for one in person.held if one.value in brought and one.owner != Address.Owner.NOT_OWNER]
    return held if len(held) > 1 else []


def _decide(request: HttpRequest, person: Person, doubtful: Sequence[Held]) -> None:
    kept = next((one for one in doubtful if one.id == number_in(request.POST.get("keep", ""))), None)
    if kept is None:
        raise Http404
    by, now = person_of(request).get_username(), timezone.now()
    for other in doubtful:
        if other.id != kept.id:
            changes.merge(
                consumer=person.id, kept=kept.value, dropped=other.value, source=ClaimSource.OFFICE, at=now, by=by
            )
    messages.success(request, gettext("Decided: this number holds. The counter can undo it."))


def _value(text: str) -> str:
    try:
        return Mobile.parse(text).e164
    except NotAMobile:
        return ""


def _outcome(visit: SeenVisit) -> str:
    form = forms().get(visit.form)
    known = form.outcomes.get(visit.outcome) if form else None
    return str(known.label[spoken()]) if known else visit.outcome


def _said(visit: SeenVisit) -> str:
    form = forms().get(visit.form)
    answered = [(field, visit.answers.get(field.name, "")) for field in form.fields.values()] if form else []
    chosen = [str(field.choices[said][spoken()]) for field, said in answered if field.choices and said in field.choices]
    return " · ".join([*chosen, *(said for field, said in answered if said and field.type is FieldType.TEXT)])


def _label(visit: SeenVisit, name: str) -> str:
    form = forms().get(visit.form)
    field = form.fields.get(name) if form else None
    return str(field.label[spoken()]) if field else name
