"""What happened between us and this person?"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.consumers.queries import enrolled, need_of, spoken_by
from bijlisetu.contact.changes.actions import changes_of
from bijlisetu.contact.kyc.queries import missing_of
from bijlisetu.metering.queries import card_of
from bijlisetu.reach import queries
from bijlisetu.reach.queries import Person
from bijlisetu.reports.story.events import events
from bijlisetu.reports.story.reading import story
from bijlisetu.reports.words import NEEDS, PURPOSES
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, may_for, staff_page
from bijlisetu.web.office.frame import show, show_part
from bijlisetu.web.repair import RepairForm, blank_form, mend

#: What somebody needs a number in full for, as the book of deeds keeps it.
WHYS: dict[str, Promise] = {
    "call": _("to call the person"),
    "compare": _("to compare it with a paper"),
    "asked": _("the person asks which number we have"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def consumer(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the person, one timeline, and the form that mends a number."""
    if request.method != "POST":
        return show_person(request, person_or_missing(request, consumer), blank_form(request, consumer))
    known = enrolled(consumer)
    if known is None or request.POST.get("consumer") != str(consumer):
        raise Http404
    feeders_or_missing(request, [known.feeder], Deed.SEE_PEOPLE)
    faulty = mend(request)
    if faulty is None:
        return redirect(request.path)
    return show_person(request, person_or_missing(request, consumer), faulty, status=422)


@require_safe
@staff_page
def live(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the timeline alone, for a page that is already open."""
    person = person_or_missing(request, consumer)
    return show_part(request, "consumer/live.html", {"person": person, **_happened(consumer)})


def person_or_missing(request: HttpRequest, consumer: int, deed: Deed = Deed.SEE_PEOPLE) -> Person:
    """Return the consumer; :raises Http404: if there is none, or whoever asks may not do the deed to them."""
    person = queries.person(consumer)
    if person is None:
        raise Http404
    feeders_or_missing(request, [person.feeder_id], deed)
    return person


def show_person(
    request: HttpRequest,
    person: Person,
    form: RepairForm,
    *,
    in_full: Mapping[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the person's page; in_full holds the numbers that are not hidden this once, by the address's own number."""
    at, shown = timezone.now(), in_full or {}
    context = {
        "person": person,
        **_happened(person.id),
        "form": form,
        "missing": missing_of(person.id),
        "need": need_of(person.id),
        "needs": NEEDS,
        "language": spoken_by(person.id),
        "changes": changes_of(person.id),
        "meter": card_of(person.id),
        "purposes": PURPOSES,
        "whys": WHYS if may_for(request, [person.feeder_id], Deed.UNMASK) else {},
        "phones": [
            (held, shown.get(held.id, ""), phone_to_see(held.value), held.health.holds(at=at)) for held in person.held
        ],
    }
    return show(request, "consumer/page.html", context, status=status)


def phone_to_see(address: str) -> str:
    """Return where this phone can be watched, when the carriers are the simulator's."""
    if not settings.SIMULATOR_URL or "@" in address:
        return ""
    return f"{settings.SIMULATOR_URL}/phone/{address[-10:]}"


def _happened(consumer: int) -> dict[str, object]:
    told = story(consumer, at=timezone.now())
    return {"events": events(told), "older": told.older_notices}
