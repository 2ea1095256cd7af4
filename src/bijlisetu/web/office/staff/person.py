"""One person at work: what they may do where, and what an officer over them does."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

import bijlisetu.staff.queries as staff
from bijlisetu.fieldwork.queries import phones_of
from bijlisetu.network.models import Office, OfficeTree
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff import actions, roster
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.giving import may_give, may_manage, roles_given_by
from bijlisetu.staff.models import Key
from bijlisetu.web.desk import person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.staff import deeds
from bijlisetu.web.office.staff.forms import CardForm, PostForm
from bijlisetu.web.office.staff.words import in_words

#: So many offices are offered by name; any other is found by its code.
MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of the person's, and whether whoever looks may end or move it."""

    line: roster.Line
    is_theirs: bool


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show the person; do what the form says."""
    who = person_or_missing(request, person)
    if request.method != "POST":
        return show(request, "staff/person.html", _seen(request, who), page="staff")
    try:
        faulty = deeds.do(request, who, may_manage=_may_manage(request, who))
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
        faulty = None
    if faulty is not None:
        return show(request, "staff/person.html", {**_seen(request, who), **faulty}, page="staff", status=422)
    return redirect("office:staff_person", person=person)


def person_or_missing(request: HttpRequest, number: int) -> roster.Person:
    """Return the person; :raises Http404: if there is none, or none of their posts is below whoever asks."""
    found = roster.person(number, at=timezone.now(), on=timezone.localdate())
    seats = seats_of(request)
    if found and any(staff.may(seats, Deed.MANAGE_STAFF, office=line.office.id) for line in found.lines):
        return found
    raise Http404


def _may_manage(request: HttpRequest, who: roster.Person) -> bool:
    by = person_of(request).get_username()
    return may_manage(seats_of(request), user=who.user, person=who.id, by=by, on=timezone.localdate())


def _seen(request: HttpRequest, who: roster.Person) -> dict[str, object]:
    seats, by = seats_of(request), person_of(request).get_username()
    is_self = who.user == by
    rows = [
        PostRow(line, not is_self and (line.is_held or line.is_to_come)
                and may_give(seats, role=line.role, office=line.office.id))
        for line in who.lines
    ]  # fmt: skip
    is_managed = _may_manage(request, who)
    beats = deeds.beats_held(request, who.id)
    return {
        "who": who, "rows": rows, "is_self": is_self, "may_manage": is_managed,
        "phones": phones_of(who.id), "beats": beats,
        "takers": deeds.takers(beats, who.id), "places": _places(seats),
        "link": _link(request, who, by) if is_managed else "",
        "card": CardForm(initial={"name_hi": who.name_hi, "name_en": who.name_en}),
        "post": PostForm(roles=roles_given_by(seats)),
    }  # fmt: skip


def _link(request: HttpRequest, who: roster.Person, by: str) -> str:
    """Return the link of a key that waits, to whoever made it."""
    key = Key.objects.filter(person=who.id, used_at=None, until__gt=timezone.now(), by=by).order_by("-pk").first()
    if key is None:
        return ""
    return f"{settings.PUBLIC_URL}/office/key/{actions.token_of(key.pk, secret=settings.SECRET_KEY)}/"


def _places(seats: staff.Seats) -> list[Office]:
    """Return the offices to which they may transfer people, as far as a list of them helps."""
    under = OfficeTree.objects.filter(ancestor__in=seats.offices_for(Deed.MANAGE_STAFF)).values("descendant")
    return list(Office.objects.filter(pk__in=under, valid_to=None).order_by("name")[:MOST_PLACES])
