"""Make the reports of an evening, once for each office and day, and have every officer told of their part."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

import bijlisetu.audit.actions as audit
from bijlisetu.audit import chain, machines
from bijlisetu.audit.rules import Anchor
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.memos import actions as memos
from bijlisetu.memos.actions import File, Posting
from bijlisetu.network.models import Office
from bijlisetu.outbox.incidents import one_by_one
from bijlisetu.plumbing.database import sql
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.reports.daily import NoLedger, latest
from bijlisetu.reports.evening import columns, paper
from bijlisetu.reports.evening.figures import figures
from bijlisetu.reports.models import Evening
from bijlisetu.staff.deeds import OFFICERS
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import Holder, holders
from bijlisetu.values import Language

KIND = "evening_report"
HOUR = time(18)
MADE = "report.made"
#: Who is told of the office they are posted at: officers of every level.
TOLD = OFFICERS | {Role.JUNIOR_ENGINEER}
MAKING = 811_220  #: one at a time makes the reports of an evening


def due_day(at: datetime) -> date | None:
    """Return whose evening has come: today's after six, before that yesterday's, if reports are made here at all."""
    today = day_in_india(at)
    if at.astimezone(INDIA).time() >= HOUR:
        return today
    return today - timedelta(days=1) if Evening.objects.exists() else None


def make_due(*, at: datetime) -> int:
    """Make the reports that are due and not made yet; return how many."""
    day = due_day(at)
    return make_all(day=day, at=at) if day else 0


def make_all(*, day: date, at: datetime) -> int:
    """Make the reports of the day that are not made yet; return how many. What nobody was ever sent has no report."""
    told = _told(day)
    missing = set(told) - set(Evening.objects.filter(day=day).values_list("office_id", flat=True))
    if not missing:
        return 0
    try:
        occasion = latest()
    except NoLedger:
        return 0
    chain.seal(at=at)

    def make_one(number: int) -> int:
        made = make(office=Office.objects.get(pk=number), occasion=occasion, to=told[number], day=day, at=at)
        return 1 if made else 0

    made = one_by_one(sorted(missing), make_one, what="evening_of_office", at=at)
    chain.seal(at=at)
    return made


@transaction.atomic
def make(*, office: Office, occasion: Occasion, to: Sequence[Holder], day: date, at: datetime) -> Evening | None:
    """Make the report of the office, put it under seal, and have its officers told; none where it is made already."""
    sql.rows("SELECT pg_advisory_xact_lock(%(making)s)", making=MAKING)
    if Evening.objects.filter(office=office, day=day).exists():
        return None
    anchor = chain.anchor()
    told = figures(office=office, occasion=occasion, day=day, today=day_in_india(at))
    files = (
        File(f"report-{day}.pdf", "application/pdf", paper.pdf(told, day=day, anchor=anchor)),
        File(f"report-{day}.csv", "text/csv", paper.csv(told, day=day, anchor=anchor)),
    )
    memos.keep(files, at=at)
    made = Evening.objects.create(
        office=office, day=day, made_at=at, figures=told, seal=anchor.seal, hash=anchor.hash,
        pdf=files[0].sha256, csv=files[1].sha256,
    )  # fmt: skip
    detail = {"office": office.pk, "day": day.isoformat(), "sha256": digest(made)}
    audit.note(deed=MADE, records=[f"evening:{made.pk}"], by=machines.CLOCK, at=at, detail=detail)
    facts = _facts(told, office=office.pk, day=day, anchor=anchor)
    key = f"evening:{day}:{office.pk}"
    people = dict.fromkeys(holder.person for holder in to)
    postings = [Posting(key=key, person=person, facts=facts, files=files) for person in people]
    memos.post(kind=kinds()[KIND], postings=postings, at=at)
    return made


def digest(made: Evening) -> str:
    """Return the hash of all that is kept of the report."""
    parts = [
        made.office_id, made.day.isoformat(), made.made_at.astimezone(INDIA).isoformat(), made.figures, made.seal,
        made.hash, made.pdf, made.csv,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _told(day: date) -> Mapping[int, list[Holder]]:
    """Return the officers who get a report, by the office they are posted at."""
    offices = Office.objects.filter(valid_to=None).values_list("pk", flat=True)
    told: dict[int, list[Holder]] = defaultdict(list)
    for holder in holders(list(offices), roles=TOLD, on=day):
        told[holder.office].append(holder)
    return told


def _facts(told: Mapping[str, Any], *, office: int, day: date, anchor: Anchor) -> dict[str, str]:
    total = told["total"]
    return {
        "office": told["office"], "day": day.isoformat(), "people": str(total["people"]),
        "reached": str(total["reached"]), "percent": total["percent"] or "0.0", "left": str(total["left"]),
        "repaired": str(total["repaired"]), "pace": str(total["pace"] or 0), "seal": str(anchor),
        "page": f"/office/evening/{office}/{day}/",
        **{f"deadline_{language}": _deadline(told, language) for language in Language},
        **{f"finish_{language}": _finish(told, language) for language in Language},
    }  # fmt: skip


def _deadline(told: Mapping[str, Any], language: Language) -> str:
    with translation.override(language):
        return columns.in_words(told["deadline"]) if told["deadline"] else gettext("not set")


def _finish(told: Mapping[str, Any], language: Language) -> str:
    with translation.override(language):
        return columns.finish(told["total"])
