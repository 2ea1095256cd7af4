"""Answers that no rule could read: those that wait for a clerk of an office, and what clerks made of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from bijlisetu.channels.outside import FOREIGN
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.said import said
from bijlisetu.plumbing.database.keyset import Start, Stretch, stretch, way
from bijlisetu.plumbing.database.sql import numbers, rows
from bijlisetu.plumbing.logs import masked
from bijlisetu.reach.queries.scope import scope_of
from bijlisetu.values import ChannelKind, Language, mask

PAGE = 25
#: So many are counted; a longer queue is told as more than that.
MOST_COUNTED = 999
#: Decisions are shown, to be taken back, for so long.
SHOWN_FOR = timedelta(days=7)
MOST_DECIDED = 20

#: What nobody known wrote is of no account; only the highest offices see it.
FROM = """
FROM tracking_unclear unclear JOIN tracking_reply reply ON reply.id = unclear.reply
LEFT JOIN consumers_consumer consumer ON consumer.id = unclear.consumer_id
LEFT JOIN network_feeder feeder ON feeder.id = consumer.feeder_id
LEFT JOIN outbox_attempt attempt ON attempt.id = unclear.attempt
LEFT JOIN outbox_notice notice ON notice.id = attempt.notice_id
LEFT JOIN contact_address address ON address.consumer_id = unclear.consumer_id AND address.value = attempt.address
WHERE (unclear.consumer_id IS NOT NULL AND {scope} OR unclear.consumer_id IS NULL AND %(is_top)s)
"""
COLUMNS = """
SELECT unclear.id, reply.channel, reply.kind, reply.sender, reply.text, reply.at, unclear.consumer_id,
       coalesce(consumer.account, ''), coalesce(consumer.name, ''), coalesce(feeder.name, ''),
       coalesce(notice.kind, ''), coalesce(notice.facts::text, '{{}}'), coalesce(attempt.channel, ''),
       coalesce(attempt.address, ''), attempt.claimed_at, coalesce(address.owner, ''),
       unclear.decision, unclear.decided_by, unclear.decided_at
"""
WAITING = f"""
{COLUMNS} {FROM} AND unclear.decided_at IS NULL AND unclear.id {{beyond}} %(key)s
ORDER BY unclear.id {{order}} LIMIT %(most)s
"""
DECIDED = COLUMNS + FROM + "AND unclear.decided_at >= %(since)s ORDER BY unclear.decided_at DESC LIMIT %(most)s"
COUNT = f"SELECT count(*) FROM (SELECT {FROM} AND unclear.decided_at IS NULL LIMIT %(most)s) AS waiting"
WHOSE = """
SELECT coalesce(consumer.feeder_id, 0)
FROM tracking_unclear unclear LEFT JOIN consumers_consumer consumer ON consumer.id = unclear.consumer_id
WHERE unclear.id = %(unclear)s
"""


@dataclass(frozen=True, slots=True)
class UnclearAnswer:
    """What somebody wrote, our message beside it, whose account it may be about, and what a clerk made of it."""

    id: int
    channel: str
    sort: str  #: text, image, audio, location …
    sender: str  #: masked
    text: str  #: numbers and mailboxes in it masked
    at: datetime
    consumer: int | None
    account: str
    name: str
    feeder: str
    kind: str  #: of our message; empty where none is known
    facts: str
    sent_by: str  #: the channel of our message
    address: str  #: masked
    sent_at: datetime | None
    owner: str  #: whose the address is known to be
    decision: str
    decided_by: str
    decided_at: datetime | None

    def sent(self, language: Language) -> list[str]:
        """Return our message in paragraphs, as its channel has it; nothing where it is not known."""
        kind = kinds().get(self.kind)
        return said(kind, ChannelKind(self.sent_by), orjson.loads(self.facts), language) if kind else []

    def choices(self, language: Language) -> list[tuple[str, str]]:
        """Return the answers that our message has, each with its words; no first, as the commonest."""
        kind = kinds().get(self.kind)
        if kind is None:
            return []
        ordered = sorted(kind.answers.values(), key=lambda one: (one.meaning != kind.no, one.meaning != kind.yes))
        return [(one.meaning, one.button.get(language) or one.told[language]) for one in ordered]


def waiting(office: int, *, is_top: bool, start: Start | None = None) -> Stretch[UnclearAnswer]:
    """Return a page of what waits for the office's clerks, the oldest first."""
    asked = {"is_top": is_top, "key": start.row if start else 0, "most": PAGE + 1}
    page = stretch(_found(WAITING, office, asked, **way(start)), size=PAGE, start=start)
    # What lay there has been decided meanwhile.
    return page if page.rows or start is None else waiting(office, is_top=is_top)


def decided(office: int, *, is_top: bool, at: datetime) -> list[UnclearAnswer]:
    """Return what clerks have decided of late, the latest first."""
    return _found(DECIDED, office, {"is_top": is_top, "since": at - SHOWN_FOR, "most": MOST_DECIDED})


def count_waiting(office: int, *, is_top: bool) -> int:
    """Return how many wait, at the most one more than MOST_COUNTED."""
    scope = scope_of([office])
    question = COUNT.format(scope=scope.condition("consumer.feeder_id"))
    (count,) = numbers(question, is_top=is_top, most=MOST_COUNTED + 1, **scope.parameters)
    return count


def feeder_of(unclear: int) -> int | None:
    """Return the feeder of the account it may be about; 0 if of none, nothing if there is no such answer."""
    return next((feeder for (feeder,) in rows(WHOSE, unclear=unclear)), None)


def _found(question: str, office: int, asked: Mapping[str, Any], **form: str) -> list[UnclearAnswer]:
    scope = scope_of([office])
    found = rows(question.format(scope=scope.condition("consumer.feeder_id"), **form), **asked, **scope.parameters)
    return [_unclear(*row) for row in found]


def _unclear(*row: Any) -> UnclearAnswer:
    one = UnclearAnswer(*row)
    return replace(
        one,
        sender=mask(one.sender) if one.sender not in ("", FOREIGN) else "",
        address=mask(one.address) if one.address else "",
        text=masked(one.text),
    )
