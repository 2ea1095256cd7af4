"""Key in a sheet by its lines, at typing speed: a digit for the outcome, the number, a digit for whose it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bijlisetu.drives.hearing import tell
from bijlisetu.fieldwork.actions.printing import LARGEST_SCAN, NotAScan, attach_scan, look_at_scan
from bijlisetu.fieldwork.forms.answers import BadAnswer, read
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.form import Field, FieldType, Form
from bijlisetu.fieldwork.models import Scan, Visit
from bijlisetu.fieldwork.paper.render import on_paper
from bijlisetu.fieldwork.queries.sheets import PrintedLine, PrintedSheet, walkers_of
from bijlisetu.fieldwork.telling import Refused, Told, Why
from bijlisetu.plumbing.india import INDIA
from bijlisetu.values import dates
from bijlisetu.web.desk import person_of, staff_page
from bijlisetu.web.evidence import evidence
from bijlisetu.web.language import spoken
from bijlisetu.web.office.frame import show
from bijlisetu.web.office.sheets.pages import sheet_or_missing
from bijlisetu.web.paging import day_in, number_in
from bijlisetu.web.refusing import say_of

#: A line of a sheet is one visit, whoever keys it in and however often.
PAPER = uuid.UUID("6f0b7f0e-5d2e-4a67-9d0a-3f5b8c1d2e90")
NOON = time(12)  #: a sheet says the day, not the hour


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a line: its words, its choices with the digit of each, and what was typed."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    typed: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet on the page."""

    line: PrintedLine
    outcome: Asked
    questions: tuple[Asked, ...]
    kept: str = ""  #: what was keyed in before
    numbers: tuple[str, ...] = ()  #: and the numbers and mailboxes with it
    fault: str = ""
    otherwise: str = ""  #: what was typed now, where it is something else


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def sheet(request: HttpRequest, serial: str) -> HttpResponse:
    """Show the lines of the sheet, and take those that are filled in."""
    found = sheet_or_missing(request, serial)
    walkers, form = walkers_of(found.beat_id), form_named(found.form)
    faults = _take(request, found, {walker for walker, _ in walkers}) if request.method == "POST" else {}
    if request.method == "POST":
        found = sheet_or_missing(request, serial)  # with what was taken of it, by whomever
        if not faults and not any(_typed_otherwise(request, line, form) for line in found.lines):
            return redirect("office:sheet", serial=serial)
    earliest, latest = found.walked_between(timezone.localdate())
    walker = number_in(request.POST.get("walker", "")) if request.method == "POST" else found.worker_id
    rows = [_row(request, form, line, faults.get(line.line, "")) for line in found.lines]
    twice = sum(bool(row.otherwise) for row in rows)
    context = {
        "sheet": found,
        "twice": twice,
        "rows": rows,
        "walkers": walkers,
        "walker": walker,
        "on": request.POST.get("on", ""),
        "earliest": earliest.isoformat(),
        "latest": latest.isoformat(),
        "scans": Scan.objects.filter(sheet=found.id).order_by("pk").values("pk", "at", "by"),
        "fault": faults.get(0, ""),
    }
    status = 422 if faults else 409 if twice else 200
    return show(request, "sheets/sheet.html", context, status=status, page="sheets")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def attach(request: HttpRequest, serial: str) -> HttpResponse:
    """Keep a scan beside the sheet; whoever loads the address again sees the sheet."""
    found, sent = sheet_or_missing(request, serial), request.FILES.get("scan")
    if request.method != "POST":
        return redirect("office:sheet", serial=serial)
    content = sent.read() if sent and (sent.size or 0) <= LARGEST_SCAN else b""
    try:
        attach_scan(sheet=found.id, content=content, by=person_of(request).get_username(), at=timezone.now())
        messages.success(request, gettext("The scan is kept with the sheet."))
    except NotAScan:
        messages.error(request, gettext("A scan is a JPEG, PNG or WebP picture or a PDF of at most 8 MB."))
    return redirect("office:sheet", serial=serial)


@require_safe
@staff_page
def scan(request: HttpRequest, serial: str, number: int) -> HttpResponse:
    """Show a scan of the sheet."""
    found, by = sheet_or_missing(request, serial), person_of(request).get_username()
    kept = look_at_scan(sheet=found.id, number=number, by=by, at=timezone.now())
    if kept is None:
        raise Http404
    return evidence(bytes(kept.content), media=kept.media, name=f"sheet-{found.serial}-{number}")


def _take(request: HttpRequest, found: PrintedSheet, walkers: set[int]) -> dict[int, str]:
    """Take the lines that are filled in; return what is wrong by line, under 0 with the sheet."""
    walker, on = number_in(request.POST.get("walker", "")), day_in(request.POST.get("on", ""))
    if walker not in walkers or walker is None:
        return {0: gettext("Say who walked this beat.")}
    if on is None:
        return {0: gettext("Say on which day it was walked.")}
    if fault := _fault_ofday_in(found, on):
        return {0: fault}
    told, faults = [], {}
    for line in found.lines:
        filled = _filled(request, line, form_named(found.form))
        if filled and line.outcome is None:
            if filled["outcome"]:
                told.append(_told(found, line, filled, walker=walker, on=on))
            else:
                faults[line.line] = gettext("What was the outcome?")
    by, now = person_of(request).get_username(), timezone.now()
    taken = tell(visits=told, by=by, at=now).visits
    if many := len(taken.taken):
        messages.success(request, gettext("Lines taken: %(n)s.") % {"n": many})
    lines = {visit.id: visit.line or 0 for visit in told}
    # A line that somebody else keyed in meanwhile is shown beside what was typed here.
    refused = [one for one in taken.refused if isinstance(one, Refused) and one.why is not Why.CHANGED]
    return {**faults, **{lines[one.id]: say_of(one) for one in refused}}  # type: ignore[index]


def _fault_ofday_in(found: PrintedSheet, on: date) -> str:
    """Say why nobody can have walked with the sheet on the day; nothing where somebody can."""
    today = timezone.localdate()
    earliest, latest = found.walked_between(today)
    if earliest <= on <= latest:
        return ""
    if on > today:
        return gettext("This day is still to come. Nothing was taken; what you typed stands below.")
    told = gettext(
        "On %(on)s nobody walked with this sheet: it was printed on %(printed)s, and the drive lasts from %(begins)s "
        "to %(ends)s. Nothing was taken; what you typed stands below."
    )
    days = {"on": on, "printed": found.printed_on, "begins": found.begins_on, "ends": found.last_on}
    return told % {name: dates.day_in_words(day, spoken()) for name, day in days.items()}


def _filled(request: HttpRequest, line: PrintedLine, form: Form) -> dict[str, str]:
    """Return what stands in a line; nothing if it was left empty."""
    names = ["outcome", *(field.name for field in on_paper(form.name))]
    typed = {name: request.POST.get(f"{name}-{line.line}", "").strip() for name in names}
    return typed if any(typed.values()) else {}


def _told(found: PrintedSheet, line: PrintedLine, filled: dict[str, str], *, walker: int, on: date) -> Told:
    return Told(
        id=uuid.uuid5(PAPER, f"{found.serial}/{line.line}"), person=walker, entrance=Visit.Entrance.PAPER,
        consumer=line.consumer, door=line.door, beat=found.beat_id, outcome=filled["outcome"],
        answers={name: told for name, told in filled.items() if name != "outcome" and told},
        said_at=min(datetime.combine(on, NOON, INDIA), timezone.now()), sheet=found.id, line=line.line,
    )  # fmt: skip


def _row(request: HttpRequest, form: Form, line: PrintedLine, fault: str) -> Row:
    outcomes = tuple((one.name, f"{code} {one.label[spoken()]}") for code, one in enumerate(form.outcomes.values(), 1))
    outcome = Asked("outcome", gettext("Outcome"), outcomes, request.POST.get(f"outcome-{line.line}", ""))
    questions = tuple(_asked(request, form, field, line) for field in on_paper(form.name))
    kept = "" if line.outcome is None else _kept(form, line)
    numbers, otherwise = _numbers(form, line) if kept else (), _typed_otherwise(request, line, form)
    return Row(line, outcome, questions, kept, numbers, fault, otherwise)


def _asked(request: HttpRequest, form: Form, field: Field, line: PrintedLine) -> Asked:
    choices = tuple((name, f"{code} {label[spoken()]}") for code, (name, label) in enumerate(field.choices.items(), 1))
    return Asked(field.name, _label(form, field), choices, request.POST.get(f"{field.name}-{line.line}", ""))


def _label(form: Form, field: Field) -> str:
    """Return the question as the sheet has it, with the answer after which it is asked."""
    label, on = str(field.label[spoken()]), form.asked_on(field)
    if on is None:
        return label
    said = {"question": on.question[spoken()], "choice": f"{on.place} {on.choice[spoken()]}", "label": label}
    return gettext("If “%(question)s” is %(choice)s: %(label)s") % said


def _typed_otherwise(request: HttpRequest, line: PrintedLine, form: Form) -> str:
    """Return in words what was typed in a line that is taken with something else; nothing where it is the same."""
    typed = _filled(request, line, form)
    if line.outcome is None or not typed:
        return ""
    answers = {name: told for name, told in typed.items() if name != "outcome" and told}
    with suppress(BadAnswer):
        if (typed["outcome"], read(form, typed["outcome"], answers)) == (line.outcome, line.answers):
            return ""
    outcome = form.outcomes.get(typed["outcome"])
    return " · ".join([str(outcome.label[spoken()]) if outcome else "–", *map(_said(form), answers.items())])


def _said(form: Form) -> Callable[[tuple[str, str]], str]:
    """Return what says an answer in words: a choice by its label, all else as it was typed."""
    return lambda told: str(form.fields[told[0]].choices.get(told[1], {}).get(spoken(), told[1]))


def _kept(form: Form, line: PrintedLine) -> str:
    outcome = form.outcomes.get(line.outcome or "")
    return str(outcome.label[spoken()]) if outcome else str(line.outcome)


def _numbers(form: Form, line: PrintedLine) -> tuple[str, ...]:
    """Return the numbers and mailboxes that were keyed in, to be shown masked."""
    names = [field.name for field in on_paper(form.name) if field.type in (FieldType.MOBILE, FieldType.EMAIL)]
    return tuple(str(line.answers[name]) for name in names if line.answers.get(name))
