"""Which numbers cannot be the consumers' own, and what would follow?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from bijlisetu.contact.hygiene import acting, asking, current, queries
from bijlisetu.contact.hygiene.evidence import TO_ASK_HEADING, numbers_to_ask
from bijlisetu.contact.hygiene.inspecting import INSPECT
from bijlisetu.contact.hygiene.rules import Rules
from bijlisetu.plumbing.database.wake import ask_for, wake
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.queries import may_everywhere
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import everywhere_or_missing, path_or_missing, person_of, seats_of, staff_page
from bijlisetu.web.office.frame import show
from bijlisetu.web.paging import number_in, pager, start_of

MOST_TO_VALIDATE = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def hygiene(request: HttpRequest, office: int) -> HttpResponse:
    """Show what each rule found among the office's people; at the top, let one act."""
    path = path_or_missing(request, office, Deed.SEE_HYGIENE)
    if request.method == "POST":
        everywhere_or_missing(request, Deed.ACT_ON_HYGIENE)
        if request.POST.get("deed") == "to_validate":
            return _to_validate(request)
        _do(request, office)
        return redirect(request.get_full_path())
    read = current.rules(at=timezone.now())
    asked = request.GET.get("rule", "")
    rule = read.named(asked)
    if asked and rule is None:
        raise Http404
    told = queries.latest(rules=read) if rule else queries.report(rules=read, office=office)
    context = {
        "path": path,
        "office": path[-1],
        "report": told,
        "may_act": may_everywhere(seats_of(request), Deed.ACT_ON_HYGIENE),
        "rule": rule,
    }
    if rule:
        found = queries.holders(rule=rule.name, office=office, start=start_of(request))
        context |= {"holders": found.rows, "pager": pager(request, found, lambda one: one.address)}
    else:
        context |= _in_force(read)
        context["below"] = queries.below(office, inspection=told.number).items()
        if context["may_act"] and told.number:
            now = timezone.now()
            context |= {"questions": queries.questions(rules=read, at=now), "left_today": asking.left_today(at=now)}
    return show(request, "hygiene/page.html", context, page="hygiene")


def _do(request: HttpRequest, office: int) -> None:
    match request.POST.get("deed", ""):
        case "look":
            ask_for(INSPECT)
            messages.success(request, gettext("All numbers are looked at now. Open this page again in a minute."))
        case "act":
            _act(request)
        case "take_back":
            _take_back(request)
        case "ask":
            _ask(request)
        case "trust":
            _trust(request, office)
        case _:
            raise Http404


def _act(request: HttpRequest) -> None:
    report, now = number_in(request.POST.get("report", "")) or 0, timezone.now()
    try:
        done = acting.act(
            rule=request.POST.get("rule", ""), inspection=report, rules=current.rules(at=now), at=now,
            by=person_of(request).get_username(),
        )  # fmt: skip
    except acting.NoSuchRule:
        raise Http404 from None
    except acting.ReportIsOld:
        return _report_is_old(request)
    wake()
    messages.success(
        request,
        ngettext(
            "%(n)s number is suspect now: nothing about an account goes there until it is proved.",
            "%(n)s numbers are suspect now: nothing about an account goes there until they are proved.",
            done.doubted,
        )
        % {"n": in_indian_groups(done.doubted)},
    )
    if done.let_go:
        told = gettext("Suspect no more: %(n)s. Missed messages that go out again: %(missed)s.")
        messages.success(
            request, told % {"n": in_indian_groups(done.let_go), "missed": in_indian_groups(done.reopened)}
        )
    return None


def _in_force(read: Rules) -> dict[str, Any]:
    """Return the rules that act, and apart those of them that the file has no more."""
    known = queries.in_force()
    return {"in_force": known, "left_behind": [one for name, one in sorted(known.items()) if read.named(name) is None]}


def _take_back(request: HttpRequest) -> None:
    try:
        done = acting.take_back(
            rule=request.POST.get("rule", ""), at=timezone.now(), by=person_of(request).get_username()
        )
    except acting.NotInForce:
        messages.info(request, gettext("This rule was taken back before."))
        return
    wake()
    told = gettext("Taken back. Suspect no more: %(n)s. Missed messages that go out again: %(missed)s.")
    counts = {"n": in_indian_groups(done.let_go), "missed": in_indian_groups(done.reopened)}
    messages.success(request, told % counts)


def _report_is_old(request: HttpRequest) -> None:
    told = gettext("Meanwhile the numbers were looked at anew. Read the new report first; nothing is changed.")
    messages.error(request, told)


def _ask(request: HttpRequest) -> None:
    report, now = number_in(request.POST.get("report", "")) or 0, timezone.now()
    try:
        done = asking.ask(
            rule=request.POST.get("rule", ""), inspection=report, rules=current.rules(at=now), at=now,
            by=person_of(request).get_username(),
        )  # fmt: skip
    except asking.AsksNothing:
        raise Http404 from None
    except acting.ReportIsOld:
        return _report_is_old(request)
    wake()
    told = ngettext(
        "%(n)s number is asked whose it is, without a word of any account.",
        "%(n)s numbers are asked whose they are, without a word of any account.",
        done.numbers,
    )
    messages.success(request, told % {"n": in_indian_groups(done.numbers)})
    if done.is_day_full:
        messages.info(request, gettext("No more are asked today. Go on tomorrow, when the first answers are here."))
    return None


def _to_validate(request: HttpRequest) -> HttpResponse:
    """Give the doubted numbers as a file for the number validation service; that they were taken is written down."""
    most, now = number_in(request.POST.get("most", "")) or 0, timezone.now()
    if not 0 < most <= MOST_TO_VALIDATE:
        told = gettext("Say how many at most: a number from 1 to %(most)s. Each answer costs money.")
        messages.error(request, told % {"most": in_indian_groups(MOST_TO_VALIDATE)})
        return redirect(request.get_full_path())
    name = f"to-validate-{timezone.localdate(now)}.csv"
    asked = numbers_to_ask(most=most, file=name, at=now, by=person_of(request).get_username())
    answer = HttpResponse("".join(f"{one}\r\n" for one in (TO_ASK_HEADING, *asked)), content_type="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _trust(request: HttpRequest, office: int) -> None:
    address = number_in(request.POST.get("address", "")) or 0
    value = queries.value_of(address, rule=request.POST.get("rule", ""), office=office)
    if value is None:
        raise Http404
    try:
        acting.trust(
            value=value, rule=request.POST["rule"], why=request.POST.get("why", "")[:500], at=timezone.now(),
            by=person_of(request).get_username(),
        )  # fmt: skip
    except acting.NothingSaid:
        messages.error(request, gettext("Say why the number is right: whose it is, and how that is known."))
        return
    wake()
    messages.success(request, gettext("This rule doubts the number no more."))
