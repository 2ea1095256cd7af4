"""Ask a doubted number itself whose it is, without a word of any account: it may be a stranger's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.hygiene.acting import hold_report
from bijlisetu.contact.hygiene.condition import IS_UNPROVED, is_suspect
from bijlisetu.contact.hygiene.models import Asking
from bijlisetu.contact.hygiene.rules import Rules
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import companies_of_feeders
from bijlisetu.network.utilities import Company
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.database.sql import execute, numbers, rows
from bijlisetu.plumbing.india import INDIA, day_in_india
from bijlisetu.plumbing.refusal import Refusal

#: The kind that asks.
NUMBER_ASKED = "number_asked"
#: A rule that is wrong does no more harm in a day than this, and no more money is spent on it.
MOST_A_DAY = 1000
#: Nobody is asked twice within this time: who did not answer is asked by a person.
NOT_AGAIN_FOR = timedelta(days=180)
#: So long a person has to answer, and after a yes to prove the account; then it is the section's work.
SILENT_AFTER = timedelta(days=5)

#: Of a rule: its numbers that can be asked now, those on most accounts first, and one of the consumers each stands for.
ASKABLE = f"""
SELECT finding.rule, finding.value, min(address.consumer_id) AS consumer, count(*) AS people
FROM contact_finding finding
JOIN contact_address address ON address.value = finding.value AND address.owner <> 'not_owner'
  AND {IS_UNPROVED.format(address="address", doubt="finding")}
WHERE finding.rule = ANY(%(rules)s) AND 'sms' = ANY(address.channels)
  AND NOT EXISTS (SELECT FROM contact_asking asked WHERE asked.value = finding.value AND asked.at > %(since)s)
  -- A number that carriers call dead answers nobody.
  AND NOT EXISTS (
    SELECT FROM contact_health dead WHERE dead.value = finding.value AND dead.until > %(at)s AND 'sms' = ANY(dead.shut)
  )
GROUP BY finding.rule, finding.value
"""
ASK = f"""
INSERT INTO contact_asking (value, rule, consumer_id, "by", at)
SELECT value, %(rule)s, consumer, %(by)s, %(at)s FROM ({ASKABLE}) AS askable
ORDER BY people DESC, value LIMIT %(most)s
RETURNING id, value, consumer_id
"""
FEEDERS = "SELECT id, feeder_id FROM consumers_consumer WHERE id = ANY(%(consumers)s)"
ASKED_SINCE = "SELECT count(*) FROM contact_asking WHERE at >= %(since)s"
HEAR = """
UPDATE contact_asking asked SET said = told.said, said_at = told.at,
       closed_at = CASE WHEN told.said = 'not_mine' THEN told.at END
FROM (
    SELECT DISTINCT ON (value) * FROM unnest(%(values)s::text[], %(saids)s::text[], %(ats)s::timestamptz[])
    AS told (value, said, at) ORDER BY value, at DESC
) AS told
WHERE asked.value = told.value AND asked.at <= told.at AND coalesce(asked.said_at < told.at, true)
  AND asked.id = (SELECT max(id) FROM contact_asking latest WHERE latest.value = told.value)
"""
CLOSE = """
UPDATE contact_asking SET closed_at = %(at)s WHERE closed_at IS NULL AND coalesce(said_at, at) <= %(until)s
RETURNING value, said
"""
#: Whoever has another number that may be used is reached there. Who has proved this one meanwhile needs nobody, nor who
#: gets the bills on it all the same, for no rule has acted on it.
WITHOUT_ANOTHER = f"""
SELECT DISTINCT address.consumer_id, told.said FROM unnest(%(values)s::text[], %(saids)s::text[]) AS told (value, said)
JOIN contact_address address ON address.value = told.value AND address.owner <> 'not_owner'
WHERE {is_suspect("address")} AND NOT EXISTS (
    SELECT FROM contact_address other WHERE other.consumer_id = address.consumer_id AND other.value <> address.value
      AND other.owner <> 'not_owner' AND other.channels <> ARRAY['call'] AND NOT {is_suspect("other")}
) ORDER BY 1
"""


class AsksNothing(Refusal):
    """The file has no such rule, or its numbers are not to be asked."""


class Asked(NamedTuple):
    """How many numbers were asked now, and whether today's number of questions is used up."""

    numbers: int
    is_day_full: bool


class Answer(NamedTuple):
    """What somebody at a number that was asked said."""

    value: str
    said: Asking.Said
    at: datetime


class Unanswered(NamedTuple):
    """People who are to be visited: their number said nothing, or yes and then proved no account."""

    silent: list[int]
    not_proved: list[int]


@transaction.atomic
def ask(*, rule: str, inspection: int, rules: Rules, at: datetime, by: str) -> Asked:
    """
    Ask the numbers that the rule found whose they are, those on most accounts first, and no more than fit into the day.

    :raises AsksNothing: if there is no such rule, or its numbers are not to be asked
    :raises ReportIsOld: if the inspection is not the latest, or the rules have changed since
    """
    told = rules.named(rule)
    if told is None or not told.asks:
        raise AsksNothing(f"no rule {rule} asks; the file of rules says which do")
    hold_report(inspection, rules=rules)
    left = left_today(at=at)
    asked = rows(ASK, rule=rule, rules=[rule], since=at - NOT_AGAIN_FOR, at=at, by=by, most=left)
    outbox.post(kind=kinds()[NUMBER_ASKED], postings=_questions(asked, at=at), at=at)
    counts = {"rule": rule, "asked": len(asked)}
    audit.note(deed="contact.numbers_asked", records=[f"inspection:{inspection}"], by=by, at=at, detail=counts)
    return Asked(len(asked), len(asked) == left)


def left_today(*, at: datetime) -> int:
    """Return how many numbers may still be asked today."""
    (today,) = numbers(ASKED_SINCE, since=datetime.combine(day_in_india(at), time(), INDIA))
    return max(MOST_A_DAY - today, 0)


def hear(answers: Sequence[Answer]) -> None:
    """Keep what the numbers said, the latest word of each; of one that was not asked nothing is kept."""
    if answers:
        execute(
            HEAR, values=[one.value for one in answers], saids=[str(one.said) for one in answers],
            ats=[one.at for one in answers],
        )  # fmt: skip


@transaction.atomic
def close(*, at: datetime, factor: float = 1) -> Unanswered:
    """Close the questions whose time is over, by a clock that runs faster by the factor; return whom to visit."""
    over = rows(CLOSE, at=at, until=at - SILENT_AFTER / factor)
    values, saids = [value for value, _ in over], [said for _, said in over]
    found = rows(WITHOUT_ANOTHER, values=values, saids=saids) if over else []
    claimed = {consumer for consumer, said in found if said == Asking.Said.MINE}
    silent = {consumer for consumer, _ in found} - claimed
    return Unanswered(sorted(silent), sorted(claimed))


def _questions(asked: Sequence[tuple[int, str, int]], *, at: datetime) -> list[Posting]:
    feeders = dict(rows(FEEDERS, consumers=[consumer for _, _, consumer in asked]))
    companies = companies_of_feeders() if asked else dict[int, Company]()
    month = f"{day_in_india(at):%Y-%m}"
    return [
        Posting(
            key=f"{NUMBER_ASKED}:{month}:{number}",
            consumer=consumer,
            to=value,
            facts=_facts(companies[feeders[consumer]]),
        )
        for number, value, consumer in asked
    ]


def _facts(company: Company) -> dict[str, str]:
    return {"utility_hi": company.short_hi, "utility_en": company.short_en}
