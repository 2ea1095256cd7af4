"""Let a rule act on what it found, once a person has seen the report; and trust a number that it doubts wrongly."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.contact.hygiene.inspecting import ALONE
from bijlisetu.contact.hygiene.models import Finding, Inspection, Trusted
from bijlisetu.contact.hygiene.rules import Rules
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import mask, mask_all

DOUBT = """
INSERT INTO contact_suspect AS known (value, rule, proved_since, since, by)
SELECT value, rule, proved_since, %(at)s, %(by)s FROM contact_finding WHERE rule = %(rule)s
ON CONFLICT (value, rule) DO UPDATE SET proved_since = greatest(known.proved_since, excluded.proved_since)
WHERE known.proved_since < excluded.proved_since
RETURNING (xmax = 0)
"""
#: What the rule no longer finds, for the rule or the world has changed, is doubted no longer.
LET_GO = """
DELETE FROM contact_suspect suspect
WHERE suspect.rule = %(rule)s AND (%(value)s = '' OR suspect.value = %(value)s)
  AND NOT EXISTS (SELECT FROM contact_finding WHERE rule = suspect.rule AND value = suspect.value)
RETURNING value
"""
TAKE_BACK = "DELETE FROM contact_suspect WHERE rule = %(rule)s RETURNING value"
HOLDERS = """
SELECT DISTINCT consumer_id FROM contact_address
WHERE value = ANY(%(values)s) AND owner <> 'not_owner'
  AND NOT EXISTS (SELECT FROM contact_suspect WHERE value = contact_address.value)
ORDER BY consumer_id
"""


class NoSuchRule(Refusal):
    """The file has no such rule, or it only reports."""


class NotInForce(Refusal):
    """No number is suspect by the rule."""


class ReportIsOld(Refusal):
    """Nobody has seen what the rule would do now."""


class NothingSaid(Refusal):
    """Whoever trusts a number says why."""


class Acted(NamedTuple):
    """What has changed."""

    doubted: int  #: numbers newly suspect
    let_go: int  #: numbers suspect no more
    reopened: int  #: notices that their people had missed, and are sent again


class TakenBack(NamedTuple):
    """What has changed."""

    let_go: int  #: numbers that this rule doubts no more
    reopened: int  #: notices that their people had missed, and are sent again


def hold_report(inspection: int, *, rules: Rules) -> None:
    """
    Have the report stand until this transaction ends.

    :raises ReportIsOld: if the inspection is not the latest, or the rules have changed since
    """
    execute(ALONE)
    latest = Inspection.objects.order_by("-id").first()
    if latest is None or latest.pk != inspection or latest.rules != rules.version:
        raise ReportIsOld("the report is not of now: look again, and then let the rule do its work")


@transaction.atomic
def act(*, rule: str, inspection: int, rules: Rules, at: datetime, by: str) -> Acted:
    """
    Make the numbers that the rule found suspect, and let go those that it finds no more.

    :raises NoSuchRule: if there is none, or it only reports
    :raises ReportIsOld: if the inspection is not the latest, or the rules have changed since
    """
    told = rules.named(rule)
    if told is None or not told.acts:
        raise NoSuchRule(f"no rule {rule} acts; the file of rules says which do")
    hold_report(inspection, rules=rules)
    fresh = sum(is_new for (is_new,) in rows(DOUBT, rule=rule, at=at, by=by))
    gone = [value for (value,) in rows(LET_GO, rule=rule, value="")]
    reopened = _send_again(gone, at=at)
    counts = {"rule": rule, "suspect": fresh, "let go": len(gone)}
    audit.note(deed="contact.rule_acted", records=[f"inspection:{inspection}"], by=by, at=at, detail=counts)
    return Acted(fresh, len(gone), reopened)


@transaction.atomic
def take_back(*, rule: str, at: datetime, by: str) -> TakenBack:
    """
    Have no number suspect by the rule: all stand as before it acted, and their people are sent what they missed.

    A rule that has left the file can be taken back too.

    :raises NotInForce: if no number is suspect by it
    """
    execute(ALONE)
    gone = [value for (value,) in rows(TAKE_BACK, rule=rule)]
    if not gone:
        raise NotInForce(f"no number is suspect by a rule {rule}")
    reopened = _send_again(gone, at=at)
    counts = {"rule": rule, "let go": len(gone)}
    audit.note(deed="contact.rule_taken_back", records=[f"rule:{rule}"], by=by, at=at, detail=counts)
    return TakenBack(len(gone), reopened)


@transaction.atomic
def trust(*, value: str, rule: str, why: str, at: datetime, by: str) -> int:
    """
    Doubt the number no more by this rule, for the reason given; return how many missed notices go out again.

    :raises NothingSaid: if no reason is given
    """
    if not why.strip():
        raise NothingSaid("say why the number is right: whose it is, and how that is known")
    Trusted.objects.update_or_create(value=value, rule=rule, defaults={"why": why.strip(), "by": by, "at": at})
    Finding.objects.filter(value=value, rule=rule).delete()
    gone = [value for (value,) in rows(LET_GO, rule=rule, value=value)]
    audit.note(
        deed="contact.number_trusted", records=[f"rule:{rule}"], by=by, at=at,
        detail={"address": mask(value), "why": mask_all(why.strip())},
    )  # fmt: skip
    return _send_again(gone, at=at)


def _send_again(values: list[str], *, at: datetime) -> int:
    """Send the people of the numbers what they missed; a number may be doubted by another rule still."""
    people = [consumer for (consumer,) in rows(HOLDERS, values=values)] if values else []
    return outbox.reopen(consumers=people, at=at, hurry=False)
