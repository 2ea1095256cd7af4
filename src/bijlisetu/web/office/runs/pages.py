"""May this run go out?"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import compress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.kinds.files import kinds
from bijlisetu.outbox import queries as outbox_queries
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.remember import remembered
from bijlisetu.reports.certificate import Certificate, RunReach, certificate
from bijlisetu.runs import queries
from bijlisetu.runs.canaries import outcomes
from bijlisetu.runs.correcting import KIND as CORRECTION
from bijlisetu.runs.correcting import LONGEST_WORDS, foresee
from bijlisetu.runs.queries import RunCard
from bijlisetu.runs.rules import Outcomes, judge, proposal
from bijlisetu.runs.wording import asked_by, message_of
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import may_each
from bijlisetu.web.desk import (
    allowed_or_missing,
    feeders_or_missing,
    lacks_second_factor,
    person_of,
    seats_of,
    staff_page,
)
from bijlisetu.web.office.entry import second
from bijlisetu.web.office.frame import show, show_part
from bijlisetu.web.office.runs import deeds

#: May it go out? In these states somebody must say.
ASKED = ("held", "ready", "canary")


@require_safe
@staff_page
def runs(request: HttpRequest) -> HttpResponse:
    """List the runs that are the person's to let out."""
    allowed_or_missing(request, Deed.SEE_RUNS)
    cards = queries.runs()
    theirs = may_each(seats_of(request), Deed.SEE_RUNS, [card.feeders for card in cards])
    makes_at = next(iter(seats_of(request).offices_for(Deed.MAKE_RUN)), None)
    context = {"runs": list(compress(cards, theirs)), "makes_at": makes_at}
    return show(request, "runs/list.html", context, page="runs")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def run(request: HttpRequest, number: int) -> HttpResponse:
    """Show where the run stands, what its gates found, and the next deed; do that deed."""
    card = run_or_missing(request, number)
    if request.method != "POST":
        return show(request, "runs/page.html", {**_seen(request, card), "kept": second.kept(request)}, page="runs")
    if deeds.lacks_second_factor(request):
        return second.ask(request, then=request.path)
    try:
        leads_to = deeds.do(request, card)
    except Refusal as refusal:
        messages.error(request, deeds.in_words(refusal))
        leads_to = number
    return redirect("office:run", number=leads_to)


@require_safe
@staff_page
def live(request: HttpRequest, number: int) -> HttpResponse:
    """Show the moving part for a page that is already open; where the run has moved on, the page is to be reloaded."""
    card = run_or_missing(request, number)
    if request.GET.get("state", card.state) != card.state:
        return HttpResponse(status=HTTPStatus.RESET_CONTENT)
    return show_part(request, "runs/live.html", _seen(request, card))


@require_safe
@staff_page
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more before everything goes out: who made it, what the trial showed."""
    card = run_or_missing(request, number)
    if not card.may_be_released:
        return redirect("office:run", number=number)
    if lacks_second_factor(request, Deed.LET_RUN_OUT):
        return second.ask(request, then=request.path)
    said = {"message": message_of(number, card.kind), "asked": asked_by(number, card.kind)}
    return show(request, "runs/release.html", {**_seen(request, card), **said}, page="runs")


@require_safe
@staff_page
def correction(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a correction in these words would say, and to how many, before it is made."""
    card, words = run_or_missing(request, number), deeds.words_of(request.GET)
    try:
        foreseen = foresee(run=number, words=words, at=timezone.now(), by=person_of(request).get_username())
    except Refusal as refusal:
        messages.error(request, deeds.in_words(refusal))
        return redirect("office:run", number=number)
    context = {"run": card, "words": words, "foreseen": foreseen}
    return show(request, "runs/correction/foreseen.html", context, page="runs")


def run_or_missing(request: HttpRequest, number: int) -> RunCard:
    """Return the run; :raises Http404: if there is none, or it is not the person's to let out."""
    card = queries.run(number)
    if card is None:
        raise Http404
    feeders_or_missing(request, card.feeders, Deed.SEE_RUNS)
    return card


def account_of(card: RunCard, now: datetime) -> Certificate:
    """Return the run's account; many people looking at once cost no more than one."""
    key = f"certificate:{card.id}:{card.state}:{card.made}"
    return remembered(key, partial(certificate, card.id, at=now))


def _seen(request: HttpRequest, card: RunCard) -> dict[str, Any]:
    now, by = timezone.now(), person_of(request).get_username()
    rules = kinds()[card.kind].run
    context: dict[str, Any] = {
        "run": card, "now": now, "barred": deeds.barred(card, by),
        "is_asked": card.state in ASKED, "halted": _halted(card),
        "canary_size": min(rules.canary, card.made), "longest_words": LONGEST_WORDS,
        "small_up_to": kinds()[CORRECTION].run.above,
    }  # fmt: skip
    if card.state == "gathering":
        return context
    account = account_of(card, now)
    context |= {"account": account, "rest": card.made - card.canary_size, "is_live": card.state == "released"}
    return context | (_canary(card, account, now) if card.state == "canary" else {})


def _canary(card: RunCard, account: Certificate, now: datetime) -> dict[str, Any]:
    seen = outcomes(card.id)
    ends_at = card.canary_ends_at(settings.CLOCK_FACTOR)
    is_time_over = ends_at is not None and now >= ends_at
    return {
        "canary": seen, "canary_bar": _bar(seen, account.bar), "points": judge(seen), "ends_at": ends_at,
        "is_time_over": is_time_over, "proposal": str(proposal(seen, is_time_over=is_time_over)),
        "seen": asdict(seen), "is_live": True,
    }  # fmt: skip


def _halted(card: RunCard) -> str:
    """Return which stop of what everybody sends holds the run back, the widest first; none if it does not matter."""
    if card.state not in ("canary", "released"):
        return ""
    standing = {still.scope for still in outbox_queries.stops(card.feeders)}
    wide = ("all", f"lane:{kinds()[card.kind].lane.name.lower()}", f"kind:{card.kind}")
    return next((scope for scope in wide if scope in standing), "")


def _bar(seen: Outcomes, run: RunReach) -> RunReach:
    """Return the trial's people in the degrees that every other page has them in: the rest are not out, and wait."""
    return replace(run, people=seen.people, waiting=max(seen.people - (run.people - run.waiting), 0))
