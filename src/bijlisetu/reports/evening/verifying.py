"""Hold the reports of all evenings against the chain, and the chain against what they and their mails say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from bijlisetu.audit import verifying
from bijlisetu.audit.leaving import gone
from bijlisetu.audit.models import Entry
from bijlisetu.audit.rules import Anchor, NotAnAnchor
from bijlisetu.audit.verifying import Altered, Verified
from bijlisetu.plumbing.database import sql
from bijlisetu.reports.evening.making import KIND, MADE, digest
from bijlisetu.reports.models import Evening

#: Reports whose files are not there any more, or are others.
OTHER_FILES = """
SELECT evening.id, count(*) FROM reports_evening evening, LATERAL unnest(ARRAY[pdf, csv]) AS told (sha256)
LEFT JOIN memos_enclosure file ON file.sha256 = told.sha256
WHERE encode(sha256(file.content), 'hex') IS DISTINCT FROM told.sha256 GROUP BY 1
"""

#: Where the chain stood, as the mails say it that we keep: whoever cuts off its end takes out more tables than its own.
TOLD_BY_MAIL = "SELECT DISTINCT facts->>'seal' FROM memos_memo WHERE kind = %(kind)s AND facts ? 'seal'"


def verify(*, anchors: Iterable[Anchor] = ()) -> Verified:
    """Return whether all deeds and reports are as they were written; the anchors are of mails that somebody kept."""
    altered, kept = _reports()
    asked = list(anchors)
    found = verifying.verify(anchors=dict.fromkeys([*asked, *kept, *_told_by_mail()]))
    too_old = tuple(one for one in found.too_old if one in asked)  # of reports, their own figures are held
    return replace(found, altered=tuple(sorted({*found.altered, *altered})), too_old=too_old)


def _reports() -> tuple[list[Altered], set[Anchor]]:
    """Return what is wrong with the reports, and where the chain stood before each that is as it was made."""
    made = dict(Entry.objects.filter(deed=MADE).values_list("record", "detail"))
    other_files = {evening for evening, _ in sql.rows(OTHER_FILES)}
    before = gone().before
    altered: list[Altered] = []
    kept: set[Anchor] = set()
    for report in Evening.objects.order_by("day", "id").iterator():
        found = list(_of_report(report, made.pop(f"evening:{report.pk}", None), other_files, before))
        altered += found
        kept |= set() if found else {Anchor(report.seal, report.hash)}
    missing = (date.fromisoformat(detail["day"]) for detail in made.values())
    return [*altered, *(Altered(day, "a report of that evening is missing") for day in missing)], kept


def _told_by_mail() -> Iterator[Anchor]:
    for (told,) in sql.rows(TOLD_BY_MAIL, kind=KIND):
        with suppress(NotAnAnchor):
            yield Anchor.parse(told)


def _of_report(report: Evening, told: dict[str, Any] | None, other_files: set[int], before: date) -> Iterator[Altered]:
    if told is None:
        if report.day >= before:
            yield Altered(report.day, f"report {report.pk} came in by another door")
    elif digest(report) != told["sha256"]:
        yield Altered(date.fromisoformat(told["day"]), f"the figures of report {report.pk} were altered")
    elif report.pk in other_files:
        yield Altered(date.fromisoformat(told["day"]), f"a file of report {report.pk} was altered")
