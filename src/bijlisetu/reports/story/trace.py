"""A story with all its evidence, of whatever somebody asks about: what carriers said, and what is on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bijlisetu.contact.queries import NOTHING_KNOWN, Held, Kept, held_by
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.logs import without_id
from bijlisetu.reports.story import told
from bijlisetu.reports.story.asked import find
from bijlisetu.reports.story.evidence import Searched, evidence_of
from bijlisetu.reports.story.reading import MOST_NOTICES, grouped, named_rows, story, word_of
from bijlisetu.values import mask, mask_all

REFUSALS = """
SELECT value AS address, purpose, at, how FROM contact_unsubscribed WHERE consumer_id = %(consumer)s ORDER BY at DESC
"""
UNTAKEN = "SELECT field, text, why, file, line, at FROM contact_untaken WHERE consumer_id = %(consumer)s ORDER BY field"
STANDINGS = f"""
SELECT ledger, occasion, degree, reached, proved, reason, channel, attempt, at FROM reach_standing
WHERE consumer_id = %(consumer)s ORDER BY mod(notice, {A_MONTH}) DESC LIMIT %(most)s
"""
PARTS = """
SELECT attempt_id AS "of", carrier_id, state FROM outbox_part WHERE attempt_id = ANY(%(attempts)s) ORDER BY id
"""
EARLY = """
SELECT attempt.id AS "of", early.carrier_id, early.state, early.reason, early.at, early.received_at
FROM outbox_attempt attempt JOIN tracking_earlyreport early
  ON early.channel = attempt.channel AND attempt.carrier_id = ANY(early.forms)
WHERE attempt.id = ANY(%(attempts)s) AND attempt.carrier_id <> ''
ORDER BY early.at, early.id
"""


def trace(asked: str, *, at: datetime) -> told.Trace:
    """
    Return the story of the account, attempt, carrier's id or number asked for.

    :raises NothingKnown: if there is no such thing
    :raises SeveralAccounts: if the number stands on several accounts
    """
    found = find(asked)
    whole = story(found.consumer, notice=found.notice, at=at)
    notices, searched = _heard(whole.notices)
    return told.Trace(
        asked=found.asked,
        taken_as=found.taken_as,
        attempt=found.attempt,
        at=at,
        consumer=_with_what_is_on_file(whole.consumer, found.consumer),
        notices=notices,
        older_notices=whole.older_notices,
        evidence_from=searched.since,
        evidence_complete=searched.is_complete,
    )


def _with_what_is_on_file(told_of: told.Consumer, consumer: int) -> told.Consumer:
    asked, held = {"consumer": consumer, "most": MOST_NOTICES}, held_by(consumer)
    return replace(
        told_of,
        addresses=tuple(_address(one) for one in held),
        untaken=tuple(_untaken(**one) for one in named_rows(UNTAKEN, consumer=consumer)),
        refusals=tuple(_refusal(**one) for one in named_rows(REFUSALS, **asked)),
        wishes=tuple(_wish(one) for one in _wishes_at(held)),
        standings=tuple(told.Standing(**one) for one in named_rows(STANDINGS, **asked)),
    )


def _heard(notices: tuple[told.Notice, ...]) -> tuple[tuple[told.Notice, ...], Searched]:
    """Return the notices with what carriers said of each try, and how far that was looked for."""
    tries = {attempt.id: attempt for notice in notices for attempt in notice.attempts}
    parts, early = grouped(_part, PARTS, attempts=list(tries)), grouped(_early, EARLY, attempts=list(tries))
    tries = {
        id_: replace(attempt, parts=parts.get(id_, ()), early_reports=early.get(id_, ()))
        for id_, attempt in tries.items()
    }
    searched = evidence_of(list(tries.values()))
    shown = {
        id_: replace(attempt, carrier_id=without_id(attempt.carrier_id), evidence=searched.by_attempt.get(id_, ()))
        for id_, attempt in tries.items()
    }
    told_of = (replace(notice, attempts=tuple(shown[one.id] for one in notice.attempts)) for notice in notices)
    return tuple(told_of), searched


def _part(**row: Any) -> told.Part:
    return told.Part(carrier_id=row["carrier_id"], state=word_of(row["state"]))


def _early(**row: Any) -> told.Early:
    return told.Early(**{**row, "carrier_id": without_id(row["carrier_id"])})


def _address(held: Held) -> told.Address:
    plain = ("channels", "source", "by", "known_at", "owner", "proof", "owner_by", "owner_at")
    return told.Address(
        address=mask(held.value),
        **{name: getattr(held, name) for name in plain},
        health=None if held.health == NOTHING_KNOWN else held.health,
    )


def _wishes_at(held: Sequence[Held]) -> list[Kept]:
    """Return what was wished at all the addresses, the latest first."""
    return sorted((wish for one in held for wish in one.wishes), key=lambda wish: wish.at, reverse=True)


def _wish(kept: Kept) -> told.Wish:
    plain = ("purpose", "is_wanted", "how", "at", "heard_at")
    return told.Wish(address=mask(kept.value), **{name: getattr(kept, name) for name in plain})


def _refusal(**row: Any) -> told.Refusal:
    return told.Refusal(**{**row, "address": mask(row["address"])})


def _untaken(**row: Any) -> told.Untaken:
    return told.Untaken(**{**row, "text": mask_all(row["text"])})
