"""Notice of disconnection to one person: how does it stand, may the supply be cut, and what proves its service?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.arrears import pausing
from bijlisetu.arrears.cutting.issuing import issue
from bijlisetu.arrears.cutting.ordering import carry_out, order, second, withdraw, withdraw_demand
from bijlisetu.arrears.cutting.proof import proof_of
from bijlisetu.arrears.cutting.rules import first_day_to_cut
from bijlisetu.arrears.cutting.serving import serve_by_hand
from bijlisetu.arrears.models import Demand, Order, Pause
from bijlisetu.arrears.paper.render import render
from bijlisetu.arrears.pausing import pauses
from bijlisetu.network.companies import company_of
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.queries import Person
from bijlisetu.reports.evening.columns import both
from bijlisetu.reports.story.deeds import DEEDS as DEED_WORDS
from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import feeders_or_missing, lacks_second_factor, may_for, person_of, staff_page
from bijlisetu.web.office.arrears.standing import carrying
from bijlisetu.web.office.arrears.words import FAULTS, PAUSED, PAUSES
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.entry import second as second_factor
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import day_in

LONGEST = 200
#: What each button does; service and the cut itself are entered by whoever goes there.
BY_CREW = ("serve", "cut")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def demand(request: HttpRequest, consumer: int) -> HttpResponse:
    """Show the latest notice with what may be done now and its proof of service; or do it."""
    person = person_or_missing(request, consumer, Deed.SEE_PAYMENTS)
    if request.method == "POST":
        return _done(request, person)
    return _page(request, person)


@require_safe
@staff_page
def paper(request: HttpRequest, consumer: int) -> HttpResponse:
    """Send the latest notice with its proof of service as a PDF, in Hindi and English."""
    person = person_or_missing(request, consumer, Deed.SEE_PAYMENTS)
    made = _latest(consumer)
    if made is None:
        raise Http404
    response = HttpResponse(content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="notice-{made.asked_on}-{person.account[-4:]}.pdf"'
    if request.method == "GET":
        company, fonts = company_of(person.feeder_id), settings.HOME / "fonts"
        response.write(render(made, proof_of(made), company=company, named=_named, fonts=fonts))
    return response


def _named(deed: str) -> str:
    return both(DEED_WORDS[deed])


def _done(request: HttpRequest, person: Person) -> HttpResponse:
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Http404
    asked = Deed.CHASE_ARREARS if deed in BY_CREW else Deed.ORDER_CUT
    feeders_or_missing(request, [person.feeder_id], asked)
    if lacks_second_factor(request, asked):
        return second_factor.ask(request, then=request.path)
    try:
        DEEDS[deed](request, person, timezone.now(), person_of(request).get_username())
    except Refusal as refused:
        return _page(request, person, fault=str(FAULTS[type(refused)]), status=422)
    messages.success(request, gettext("It is entered, and stands in the book of deeds."))
    return redirect("office:demand", person.id)


def _issue(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    issue(consumer=person.id, at=at, by=by)


def _serve(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    to, on = request.POST.get("to", "")[:LONGEST], day_in(request.POST.get("on", ""))
    # What is no day is refused as one that has not come.
    serve_by_hand(demand=_open(person).pk, on=on or date.max, to=to, at=at, by=by)


def _order(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    order(demand=_open(person).pk, at=at, by=by)


def _second(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    second(order=_standing(person).pk, at=at, by=by)


def _cut(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    carry_out(order=_standing(person).pk, at=at, by=by)


def _withdraw(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    withdraw(order=_standing(person).pk, why=request.POST.get("reason", "")[:LONGEST], at=at, by=by)


def _withdraw_demand(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    withdraw_demand(demand=_open(person).pk, why=request.POST.get("reason", "")[:LONGEST], at=at, by=by)


def _pause(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    pausing.pause(consumer=person.id, why=_why(request), said=request.POST.get("said", "")[:LONGEST], at=at, by=by)


def _go_on(request: HttpRequest, person: Person, at: datetime, by: str) -> None:
    pausing.go_on(consumer=person.id, why=_why(request), at=at, by=by)


#: By the button's name.
DEEDS: dict[str, Callable[[HttpRequest, Person, datetime, str], None]] = {
    "issue": _issue, "serve": _serve, "order": _order, "second": _second, "cut": _cut, "withdraw": _withdraw,
    "withdraw_notice": _withdraw_demand, "pause": _pause, "go_on": _go_on,
}  # fmt: skip


def _page(request: HttpRequest, person: Person, *, fault: str = "", status: int = 200) -> HttpResponse:
    made = _latest(person.id)
    now, paused = timezone.now(), pauses([person.id])
    standing = made.orders.filter(withdrawn_at=None).first() if made else None
    first = first_day_to_cut(made.served_on, clear_days=made.clear_days) if made and made.served_on else None
    context = {
        "person": person,
        "demand": made,
        "first": first,
        "order": standing,
        "carrying": carrying(standing, is_paused=bool(paused), at=now) if standing and not standing.cut_at else None,
        "kept": second_factor.kept(request) if request.method == "GET" else request.POST,
        "withdrawn": made.orders.exclude(withdrawn_at=None).order_by("-id").first() if made else None,
        "proof": proof_of(made) if made else None,
        "may_order": may_for(request, [person.feeder_id], Deed.ORDER_CUT),
        "may_serve": may_for(request, [person.feeder_id], Deed.CHASE_ARREARS),
        "is_own": standing is not None and standing.ordered_by == person_of(request).get_username(),
        "pauses": [(one, PAUSED[one.why]) for one in paused],
        "complaint": pausing.COMPLAINT,
        "whys": PAUSES,
        "fault": fault,
    }
    return show(request, "arrears/demand.html", context, status=status, page="arrears")


def _latest(consumer: int) -> Demand | None:
    return Demand.objects.filter(consumer=consumer).order_by("-id").first()


def _open(person: Person) -> Demand:
    made = Demand.objects.filter(consumer=person.id, ended_at=None).first()
    if made is None:
        raise Http404
    return made


def _standing(person: Person) -> Order:
    found = Order.objects.filter(demand__consumer=person.id, withdrawn_at=None).order_by("-id").first()
    if found is None:
        raise Http404
    return found


def _why(request: HttpRequest) -> Pause.Why:
    if (why := request.POST.get("why", "")) not in PAUSES:
        raise Http404
    return Pause.Why(why)
