"""Post memos, lease them to an engine, write down what the carriers answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from bijlisetu.kinds.fill import fits
from bijlisetu.kinds.kind import STAFF, Kind
from bijlisetu.kinds.quiet import quiet_until
from bijlisetu.memos.models import Enclosure, Memo
from bijlisetu.plumbing.database import sql
from bijlisetu.values import ChannelKind, Language

LEASE = timedelta(minutes=5)
MOST_TRIES = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)

#: A claim that ran out has lost its engine, and the letter may have left.
LAPSE = """
UPDATE memos_memo SET state = 'unsure', reason = 'no_receipt', settled_at = %(at)s
WHERE state = 'claimed' AND claimed_until <= %(at)s
"""
EXPIRE = """
UPDATE memos_memo SET state = 'expired', settled_at = %(at)s WHERE state = 'queued' AND expires_at <= %(at)s
"""
CLAIM = """
UPDATE memos_memo memo SET state = 'claimed', claimed_until = %(until)s, tries = tries + 1
FROM (
    SELECT id FROM memos_memo
    WHERE state = 'queued' AND due_at <= %(at)s AND channel = ANY(%(channels)s) AND NOT kind = ANY(%(stopped)s)
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) AS due
WHERE memo.id = due.id
RETURNING memo.id
"""

LEAVE = """
DELETE FROM memos_memo
WHERE state NOT IN ('queued', 'claimed') AND (posted_at AT TIME ZONE 'Asia/Kolkata')::date < %(before)s
"""
LEAVE_FILES = """
DELETE FROM memos_enclosure file
WHERE (at AT TIME ZONE 'Asia/Kolkata')::date < %(before)s AND NOT sha256 = ANY(%(keep)s) AND NOT EXISTS (
    SELECT FROM memos_memo memo, jsonb_array_elements(memo.enclosed) AS told WHERE told ->> 'sha256' = file.sha256
)
"""


class NotForStaff(ValueError):
    """A room posts a memo of a kind that is said to consumers."""


class FactMisfit(ValueError):
    """A room posts a memo without a fact of its kind, or with one in another form than its type has."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with the mail."""

    name: str
    mime_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the name under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What one person at work is to be told; the key makes it once-only."""

    key: str
    person: int
    facts: Mapping[str, str]
    files: Sequence[File] = field(default=())
    language: Language = Language.HINDI


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One memo leased to an engine, with its address on its channel; none where its person has none."""

    memo: int
    kind: str
    channel: ChannelKind
    language: Language
    facts: Mapping[str, str]
    files: tuple[File, ...]
    address: str
    tries: int
    expires_at: datetime


@transaction.atomic
def post(*, kind: Kind, postings: Sequence[Posting], at: datetime) -> int:
    """
    Have each person told on every channel of the kind, in the caller's own transaction; return how many are new.

    :raises NotForStaff: if the kind's purpose is another
    :raises FactMisfit: if a fact is missing or has another form than its type; then nothing is posted
    """
    if kind.purpose != STAFF:
        raise NotForStaff(f"{kind.name} is said to consumers: post it with outbox.actions")
    for posting in postings:
        check_facts(kind, posting.facts)
    keep([file for posting in postings for file in posting.files], at=at)
    due_at = quiet_until(kind.quiet, at=at) or at  # nobody is woken for what can wait
    told = Memo.objects.filter(key__in=[one.key for one in postings])
    before = told.count()
    Memo.objects.bulk_create(
        [
            Memo(
                kind=kind.name, key=one.key, person_id=one.person, channel=step.channel, language=one.language,
                facts=dict(one.facts), enclosed=_named(one.files) if step.channel is ChannelKind.EMAIL else [],
                posted_at=at, due_at=due_at, expires_at=due_at + kind.valid_for,
            )
            for one in postings
            for step in kind.ladder
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return told.count() - before


def withdraw(*, key: str, at: datetime) -> int:
    """Let nobody be told any more what has not left yet, in the caller's own transaction; return how many it were."""
    waiting = Memo.objects.filter(key=key, state=Memo.State.QUEUED)
    return waiting.update(state=Memo.State.WITHDRAWN, settled_at=at)


def check_facts(kind: Kind, facts: Mapping[str, str]) -> None:
    """Check that all facts of the kind are there, each in its form; :raises FactMisfit: naming the one that is not."""
    for name, sort in kind.posted.items():
        if not fits(sort, facts.get(name, "\0")):
            raise FactMisfit(f"a memo of {kind.name} says {name} as {sort}, which FactType describes")


def keep(files: Sequence[File], *, at: datetime) -> None:
    """Keep the files, each once."""
    by_name = {file.sha256: file.content for file in files}
    Enclosure.objects.bulk_create(
        [Enclosure(sha256=name, content=content, at=at) for name, content in by_name.items()], ignore_conflicts=True
    )


@transaction.atomic
def claim(*, channels: Sequence[ChannelKind], stopped: Sequence[str], limit: int, at: datetime) -> list[Claimed]:
    """Lease memos that are due on the channels, but for kinds that are stopped; what ran out is settled."""
    sql.execute(LAPSE, at=at)
    sql.execute(EXPIRE, at=at)
    told = {"channels": [str(one) for one in channels], "stopped": list(stopped), "limit": limit}
    taken = [memo for (memo,) in sql.rows(CLAIM, at=at, until=at + LEASE, **told)]
    found = Memo.objects.filter(pk__in=taken).select_related("person__card").order_by("due_at", "id")
    kept = Enclosure.objects.in_bulk([file["sha256"] for memo in found for file in memo.enclosed])
    return [_claimed(memo, kept) for memo in found]


def record(*, memo: int, state: str, reason: str, carrier_id: str, at: datetime) -> bool:
    """Write how the memo ended, where it is still ours; return whether it was."""
    held = Memo.objects.filter(pk=memo, state=Memo.State.CLAIMED)
    settled = {"state": state, "reason": reason, "carrier_id": carrier_id, "settled_at": at, "claimed_until": None}
    return held.update(**settled) == 1


def put_off(*, memo: int, reason: str, wait: timedelta, spent: bool, at: datetime) -> bool:
    """Have the memo tried again later; after many tries it has failed. What we held back ourselves spends no try."""
    held = Memo.objects.filter(pk=memo, state=Memo.State.CLAIMED)
    for tries in held.values_list("tries", flat=True):
        if spent and tries >= MOST_TRIES:
            return record(memo=memo, state=Memo.State.FAILED, reason=reason, carrier_id="", at=at)
        pause = max(wait, min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE) if spent else wait)
        again = {"state": Memo.State.QUEUED, "due_at": at + pause, "reason": reason, "claimed_until": None}
        return held.update(tries=tries if spent else tries - 1, **again) == 1
    return False


def leave(*, before: date, keep: Sequence[str]) -> None:
    """Let memos of days before go, and files that no memo has any more, but for those to keep."""
    sql.execute(LEAVE, before=before)
    sql.execute(LEAVE_FILES, before=before, keep=list(keep))


def _named(files: Sequence[File]) -> list[dict[str, str]]:
    return [{"name": file.name, "type": file.mime_type, "sha256": file.sha256} for file in files]


def _claimed(memo: Memo, kept: Mapping[str, Enclosure]) -> Claimed:
    files = (File(file["name"], file["type"], bytes(kept[file["sha256"]].content)) for file in memo.enclosed)
    card = getattr(memo.person, "card", None)
    channel = ChannelKind(memo.channel)
    address = (card.email if channel is ChannelKind.EMAIL else card.mobile) if card else ""
    return Claimed(
        memo=memo.pk, kind=memo.kind, channel=channel, language=Language(memo.language), facts=memo.facts,
        files=tuple(files), address=memo.to or address, tries=memo.tries, expires_at=memo.expires_at,
    )  # fmt: skip
