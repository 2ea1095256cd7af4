"""
Who is to be seen at the door for what they owe, and what was found there: each visit is a result, entered once.

A telephone may tell of a visit days later. The day at the door counts then: a promise runs from it, and what was found
or paid after it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bijlisetu.arrears.models import Recovery
from bijlisetu.arrears.pausing import STANDING
from bijlisetu.arrears.visiting.results import enter_found
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.models import Visit
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.values import Language

FORM = "arrears"
#: Whoever promised, or says that it is paid, is left alone until the day has come; whoever is paused, until it ends.
TO_SEE = f"""
SELECT recovery.consumer_id, recovery.office_id,
       CASE WHEN recovery.plan_id IS NULL THEN 'unheard' ELSE 'plan_broken' END AS why
FROM arrears_recovery recovery
WHERE recovery.ended_at IS NULL AND (recovery.outcome = '' OR recovery.due_on <= %(on)s)
  AND NOT EXISTS (SELECT FROM ({STANDING}) AS standing WHERE standing.consumer_id = recovery.consumer_id)
"""
#: Whoever credits takes balances in this order, and then ends recoveries: so neither waits for the other.
HOLD = """
SELECT FROM ledger_balance WHERE consumer_id = ANY(%(consumers)s) ORDER BY consumer_id FOR NO KEY UPDATE
"""
#: The day by which they will pay, counted from the day of the visit, by the form's choice.
DAYS: Mapping[str, int] = {"today": 0, "tomorrow": 1, "three_days": 3, "week": 7, "fortnight": 15, "month": 30}


def hear(visits: Sequence[Visit], *, at: datetime) -> None:
    """Enter what was found in these visits, which were just taken; a locked door is no result."""
    found = [visit for visit in visits if visit.form == FORM and visit.outcome in Recovery.Outcome]
    if found:
        rows(HOLD, consumers=[visit.consumer_id for visit in found])
    for visit in sorted(found, key=lambda one: one.at):
        _enter(visit, at=at)


def _enter(visit: Visit, *, at: datetime) -> None:
    known = Recovery.objects.filter(consumer=visit.consumer_id, opened_at__lte=visit.at).order_by("-opened_at").first()
    if known is not None:
        enter_found(
            recovery=known.pk, outcome=Recovery.Outcome(visit.outcome), said=_words(visit.answers),
            promised_on=_promised(visit), found_at=visit.at, at=at, by=visit.by,
        )  # fmt: skip


def _promised(visit: Visit) -> date | None:
    choice = visit.answers.get("promised")
    return day_in_india(visit.at) + timedelta(days=DAYS[choice]) if choice else None


def _words(answers: Mapping[str, str]) -> str:
    """Return what they dispute, as the form has it, and the remark."""
    disputes = form_named(FORM).fields["disputed"].choices
    disputed = disputes[answers["disputed"]][Language.HINDI] if answers.get("disputed") else ""
    return ": ".join(filter(None, (disputed, answers.get("remark", ""))))
