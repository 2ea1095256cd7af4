"""A story with all its evidence, of whatever somebody asks about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bijlisetu.plumbing.logs import without_id
from bijlisetu.reports.story import told
from bijlisetu.reports.story.asked import find
from bijlisetu.reports.story.evidence import Searched, evidence_of
from bijlisetu.reports.story.reading import story


def trace(asked: str, *, at: datetime) -> told.Trace:
    """
    Return the story of the account, attempt, carrier's id or number asked for.

    :raises NothingKnown: if there is no such thing
    :raises SeveralAccounts: if the number stands on several accounts
    """
    found = find(asked)
    whole = story(found.consumer, notice=found.notice, at=at)
    searched = evidence_of([attempt for notice in whole.notices for attempt in notice.attempts])
    return told.Trace(
        asked=found.asked,
        taken_as=found.taken_as,
        attempt=found.attempt,
        at=at,
        consumer=whole.consumer,
        notices=tuple(_with_evidence(notice, searched) for notice in whole.notices),
        older_notices=whole.older_notices,
        evidence_from=searched.since,
        evidence_complete=searched.is_complete,
    )


def _with_evidence(notice: told.Notice, searched: Searched) -> told.Notice:
    attempts = tuple(
        replace(
            attempt,
            carrier_id=without_id(attempt.carrier_id),
            evidence=searched.by_attempt.get(attempt.id, ()),
            early_reports=tuple(replace(one, carrier_id=without_id(one.carrier_id)) for one in attempt.early_reports),
        )
        for attempt in notice.attempts
    )
    return replace(notice, attempts=attempts)
