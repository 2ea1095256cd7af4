"""All that is held of a person, as they may read and take it with them (DPDP Act 2023, section 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bijlisetu.billing.page.stranger import as_seen_by_link, end_of
from bijlisetu.contact.law.correcting import corrections_of
from bijlisetu.contact.law.informing import told_to
from bijlisetu.contact.queries import held_by, wishes_of
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reports.law.holds import holds_on
from bijlisetu.reports.law.keeping import periods
from bijlisetu.values import mask

PERSON = """
SELECT account, name, address, language, tariff, supply_type, load, load_unit, meter_number, pole
FROM consumers_consumer WHERE id = %(consumer)s
"""
NAMES = ("account", "name", "address", "language", "tariff", "supply_type", "load", "load_unit", "meter_number", "pole")
SEEN = """
SELECT at, "by", detail ->> 'why' FROM audit_entry
WHERE record = %(record)s AND deed = 'contact.unmasked' ORDER BY at DESC LIMIT %(most)s
"""
MESSAGES = """
SELECT notice.posted_at, notice.kind, attempt.channel, attempt.address, attempt.claimed_at
FROM outbox_notice notice LEFT JOIN outbox_attempt attempt ON attempt.notice_id = notice.id
WHERE notice.consumer_id = %(consumer)s ORDER BY notice.posted_at DESC, notice.id, attempt.id LIMIT %(most)s
"""
VISITS = (
    "SELECT at, form, outcome FROM fieldwork_visit WHERE consumer_id = %(consumer)s ORDER BY at DESC LIMIT %(most)s"
)
BILLS = """
SELECT number, cycle, bill_date, due_date, units, amount_payable FROM billing_bill
WHERE consumer_id = %(consumer)s ORDER BY cycle DESC, id DESC LIMIT %(most)s
"""
FACTS = """
SELECT at, field, before, after FROM consumers_factchange
WHERE consumer_id = %(consumer)s ORDER BY at DESC, id DESC LIMIT %(most)s
"""
MOST = 500


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked at a number of theirs in full."""

    at: datetime
    by: str
    why: str


def looks_at(consumer: int, *, most: int = 50) -> list[Look]:
    """Return who looked at a number of the consumer in full, the latest first."""
    return [Look(at, by, why or "") for at, by, why in rows(SEEN, record=f"consumer:{consumer}", most=most)]


def all_held(consumer: int, *, at: datetime, has_bill_numbers: bool = True) -> dict[str, Any]:
    """
    Return all of it, with the addresses masked: the file may be read by whoever finds the telephone.

    Of the person it shows what their pages and bills show: half a name, no address, the end of the meter's number.

    Without bill numbers it has their ends, for with the account they open the front door.
    """
    given = {"consumer": consumer, "most": MOST}
    (person,) = rows(PERSON, consumer=consumer)
    return {
        "person": {name: as_seen_by_link(name, value) for name, value in zip(NAMES, person, strict=True)},
        "addresses": [
            {"address": mask(one.value), "source": one.source, "known_at": one.known_at, "owner": one.owner,
             "proof": one.proof, "accounts": one.accounts}
            for one in held_by(consumer)
        ],
        "notices_told": [
            {"address": mask(one.value), "version": one.notice, "language": one.language, "source": one.source,
             "at": one.at}
            for one in told_to(consumer)
        ],
        "consents": [
            {"address": mask(one.value), "purpose": one.purpose, "is_wanted": one.is_wanted, "how": one.how,
             "at": one.at}
            for one in wishes_of(consumer, most=MOST)
        ],
        "seen_in_full": [{"at": one.at, "by": one.by, "why": one.why} for one in looks_at(consumer, most=MOST)],
        "messages": [
            {"at": posted, "kind": kind, "channel": channel, "address": mask(address or ""), "sent_at": sent}
            for posted, kind, channel, address, sent in rows(MESSAGES, **given)
        ],
        "visits": [{"at": at, "form": form, "outcome": outcome} for at, form, outcome in rows(VISITS, **given)],
        "bills": [
            {"number": number if has_bill_numbers else end_of(number), "month": f"{cycle:%Y-%m}",
             "date": day, "due": due, "units": units, "amount": amount}
            for number, cycle, day, due, units, amount in rows(BILLS, **given)
        ],
        "changes": [
            {"at": at, "field": field, "before": as_seen_by_link(field, before),
             "after": as_seen_by_link(field, after)}
            for at, field, before, after in rows(FACTS, **given)
        ],
        "corrections": [
            {"what": one.what, "words": one.words, "at": one.at, "answer": one.answer, "answered_at": one.answered_at}
            for one in corrections_of(consumer)
        ],
        "kept_by_law": [one.kept() | {"source": one.source} for one in holds_on(consumer, at=at)],
        "kept_for_days": {one.name: one.days for one in periods(at=at)},
    }  # fmt: skip
