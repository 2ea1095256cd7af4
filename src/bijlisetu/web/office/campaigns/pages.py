"""Which notices to all are there, how far is one, who of each office was told, and who was not and why?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.campaigns import actions, queries
from bijlisetu.campaigns.models import Campaign, Meant
from bijlisetu.campaigns.queries import Ledger, Person
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reports.evening.columns import both
from bijlisetu.reports.words import REASONS, STANDINGS
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import NamedOffice
from bijlisetu.web.desk import may, may_at, path_or_missing, person_of, staff_page
from bijlisetu.web.office.campaigns import words
from bijlisetu.web.office.frame import show, show_part
from bijlisetu.web.paging import number_in
from bijlisetu.web.spreadsheet import long_table_file
from bijlisetu.web.templatetags.setu import tail

#: While one is being made, or goes out, its page is kept fresh.
MOVING = frozenset({"making", "cancelling", "canary", "released"})


@require_safe
@staff_page
def campaigns(request: HttpRequest, office: int) -> HttpResponse:
    """List the notices that people of the office were meant by."""
    path = path_or_missing(request, office, Deed.SEE_CAMPAIGNS)
    listed = [(one, words.STATES[one.state]) for one in queries.campaigns_at(office)]
    context = {
        "path": path, "office": path[-1], "listed": listed,
        "may_tell": bool(queries.kinds_for_many()) and may_at(request, office, Deed.TELL_MANY),
    }  # fmt: skip
    return show(request, "campaigns/list.html", context, page="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def one(request: HttpRequest, campaign: int) -> HttpResponse:
    """Show one: how far it is, and who of each office was told; or cancel it."""
    found, path = _campaign_or_missing(request, campaign, Deed.SEE_CAMPAIGNS)
    if request.method != "POST":
        return show(request, "campaigns/one.html", _seen(request, found, path), page="campaigns")
    if not may_at(request, found.office_id, Deed.TELL_MANY):
        raise Http404
    why, by = request.POST.get("why", "")[:200], person_of(request).get_username()
    try:
        actions.cancel(campaign=campaign, why=why, at=timezone.now(), by=by)
        messages.success(request, gettext("It is cancelled. What has not left is taken back."))
    except Refusal as refusal:
        messages.error(request, words.in_words(refusal))
    return redirect("office:campaign", campaign=campaign)


@require_safe
@staff_page
def live(request: HttpRequest, campaign: int) -> HttpResponse:
    """Show how far it is to a page that is open; where its state is another one, the page is to be loaded anew."""
    found, path = _campaign_or_missing(request, campaign, Deed.SEE_CAMPAIGNS)
    seen = _seen(request, found, path)
    if request.GET.get("state", seen["card"].state) != seen["card"].state:
        return HttpResponse(status=HTTPStatus.RESET_CONTENT)
    return show_part(request, "campaigns/live.html", seen)


@require_safe
@staff_page
def people_meant(request: HttpRequest, campaign: int) -> HttpResponse:
    """List people who have no message of their own, and why."""
    found, path = _campaign_or_missing(request, campaign, Deed.SEE_PEOPLE)
    why = request.GET.get("why", Meant.Why.NO_ADDRESS)
    if why not in words.WHY:
        raise Http404
    after = number_in(request.GET.get("after", "")) or 0
    listed = queries.people(found, path[-1].id, whys=[why], after=after)
    context = {
        "path": path, "office": path[-1], "card": queries.card_of(found), "why": why, "whys": words.WHY.items(),
        "listed": listed, "next": listed[-1].consumer if len(listed) == queries.MOST else 0,
    }  # fmt: skip
    return show(request, "campaigns/people.html", context, page="campaigns")


@require_safe
@staff_page
def table(request: HttpRequest, campaign: int) -> StreamingHttpResponse:
    """Send all who are meant, and what became of each, for a spreadsheet: accounts masked but for their end."""
    found, path = _campaign_or_missing(request, campaign, Deed.SEE_PEOPLE)
    return long_table_file(f"notice-{queries.card_of(found).number}", _rows(queries.everybody(found, path[-1].id)))


def _rows(people: Iterable[Person]) -> Iterator[tuple[object, ...]]:
    yield tuple(both(title) for title in (words.ACCOUNT, words.FEEDER, words.WHAT, words.REASON))
    for person in people:
        became = both(words.WHY[person.why]) if person.why else both(STANDINGS[person.degree])
        why = both(REASONS[person.reason]) if person.reason in REASONS else person.reason
        yield tail(person.account), person.feeder, became, why


def _campaign_or_missing(request: HttpRequest, number: int, deed: Deed) -> tuple[Campaign, tuple[NamedOffice, ...]]:
    """Return the campaign and the way to the office of it that is looked at; :raises Http404: if it is not theirs."""
    found = Campaign.objects.select_related("office").filter(pk=number).first()
    if found is None:
        raise Http404
    office = number_in(request.GET.get("at", "")) or found.office_id
    path = path_or_missing(request, office, deed)
    if not queries.concerns(found, office):
        raise Http404
    return found, path


def _seen(request: HttpRequest, found: Campaign, path: tuple[NamedOffice, ...]) -> dict[str, Any]:
    card, office = queries.card_of(found), path[-1]
    own, below = queries.ledgers(found, office.id)
    is_cancelled = card.state in ("cancelled", "cancelling")
    return {
        "path": path, "office": office, "campaign": found, "card": card, "state": words.STATES[card.state],
        "own": own, "not_told": _named(own), "occasion": queries.occasion_of(found),
        "below": [(one, sum(one.ledger.not_told.values())) for one in below],
        "fault": words.in_words(found.fault) if found.fault else "", "is_moving": card.state in MOVING,
        "waiting": _waiting(card.state),
        "may_see_people": may_at(request, office.id, Deed.SEE_PEOPLE), "may_see_runs": may(request, Deed.SEE_RUNS),
        "may_cancel": not is_cancelled and card.state not in ("finished", "nobody", "failed")
        and may_at(request, found.office_id, Deed.TELL_MANY),
    }  # fmt: skip


def _waiting(state: str) -> str:
    """Return what more is known of those whose message has brought no receipt."""
    if state in ("cancelled", "cancelling"):
        return "taken_back"
    return "" if state in ("canary", "released", "stopped", "finished") else "unsent"


def _named(ledger: Ledger) -> list[tuple[str, object, int]]:
    return [(why, words.WHY[why], many) for why, many in ledger.not_told.items()]
