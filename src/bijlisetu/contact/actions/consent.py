"""What people do not want to be sent, and want again; and whom a carrier lets rest for a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import bijlisetu.audit.actions as audit
import bijlisetu.outbox.actions as outbox
from bijlisetu.outbox.actions import Refused
from bijlisetu.plumbing.database.keyed import execute, rows

#: Two statements: the second sees what the first has kept.
KEEP = """
INSERT INTO contact_wished (consumer_id, value, purpose, is_wanted, how, at, heard_at)
SELECT * FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[], %(are_wanted)s::bool[],
                     %(hows)s::text[], %(ats)s::timestamptz[], %(heard_ats)s::timestamptz[])
ON CONFLICT ON CONSTRAINT wished_once DO NOTHING
"""
#: The latest word counts, whatever the order of arrival; of two in one instant that which came last.
ADD_UP = """
WITH latest AS (
    SELECT wish.consumer_id, wish.value, wish.purpose, last.is_wanted, last.at, last.how
    FROM (
        SELECT DISTINCT * FROM unnest(%(consumers)s::bigint[], %(values)s::text[], %(purposes)s::text[])
                          AS said (consumer_id, value, purpose)
    ) AS wish,
    LATERAL (
        SELECT is_wanted, at, how FROM contact_wished
        WHERE value = wish.value AND purpose = wish.purpose AND consumer_id IS NOT DISTINCT FROM wish.consumer_id
        ORDER BY at DESC, id DESC LIMIT 1
    ) AS last
),
ended AS (
    INSERT INTO contact_unsubscribed (consumer_id, value, purpose, at, how, everywhere)
    -- A person speaks for every account on which their number stands.
    SELECT coalesce(latest.consumer_id, held.consumer_id), latest.value, latest.purpose, latest.at, latest.how,
           latest.consumer_id IS NULL
    FROM latest LEFT JOIN contact_address held ON latest.consumer_id IS NULL AND held.value = latest.value
    WHERE NOT is_wanted
    ON CONFLICT ON CONSTRAINT unsubscribed_once_a_purpose DO NOTHING
    RETURNING consumer_id, value, purpose, how
),
begun AS (
    DELETE FROM contact_unsubscribed held USING latest
    WHERE is_wanted AND held.value = latest.value AND held.purpose = latest.purpose
      AND (latest.consumer_id IS NULL OR held.consumer_id = latest.consumer_id)
    RETURNING held.consumer_id, held.value, held.purpose, latest.how
)
SELECT false, * FROM ended UNION ALL SELECT true, * FROM begun
"""
HOLD_BACK = """
INSERT INTO contact_heldback AS known (value, until)
SELECT * FROM unnest(%(values)s::text[], %(untils)s::timestamptz[])
ON CONFLICT (value) DO UPDATE SET until = greatest(known.until, excluded.until)
"""
FORGET = """
DELETE FROM contact_wished wished
USING unnest(%(values)s::text[], %(purposes)s::text[]) AS said (value, purpose)
WHERE wished.value = said.value AND wished.purpose = said.purpose AND wished.consumer_id IS NULL
  AND wished.how = %(how)s AND wished.at = %(said_at)s
"""
#: Where nothing else was ever said of it.
NEVER_SAID = """
DELETE FROM contact_unsubscribed held
USING unnest(%(values)s::text[], %(purposes)s::text[]) AS said (value, purpose)
WHERE held.value = said.value AND held.purpose = said.purpose AND held.everywhere AND NOT EXISTS (
    SELECT FROM contact_wished wished
    WHERE wished.value = said.value AND wished.purpose = said.purpose AND wished.consumer_id IS NULL
)
RETURNING true, held.consumer_id, held.value, held.purpose, %(how)s
"""
#: What these people want no more of at the old number: nobody begins to want it by taking another.
REFUSED = """
SELECT DISTINCT held.consumer_id, refused.purpose, refused.how, refused.at
FROM contact_address held JOIN contact_unsubscribed refused ON refused.value = held.value
 AND (refused.consumer_id = held.consumer_id OR refused.everywhere)
WHERE held.value = %(old)s AND held.consumer_id = ANY(%(consumers)s)
"""
DEEDS = {False: "contact.unsubscribed", True: "contact.resubscribed"}


class Wish(NamedTuple):
    """That an address takes, or takes no, messages of one purpose to one consumer."""

    consumer: int | None  #: none: to whomever it belongs, for the person at the address says so
    value: str
    purpose: str


class Said(NamedTuple):
    """A wish, whether it asks for the messages or refuses them, in which way, and when it was said."""

    wish: Wish
    is_wanted: bool
    how: str
    at: datetime


class Changed(NamedTuple):
    """What a wish has changed: whether it is wanted now, and for whom."""

    is_wanted: bool
    consumer: int | None
    value: str
    purpose: str
    how: str


def unsubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send none of these any more; return the consumers for whom that was news."""
    return keep_wishes(said=[Said(wish, False, how, at) for wish in wishes], at=at, by=by)


def resubscribe(*, wishes: Sequence[Wish], how: str, at: datetime, by: str) -> list[int]:
    """Send these again; return the consumers for whom that was news."""
    return keep_wishes(said=[Said(wish, True, how, at) for wish in wishes], at=at, by=by)


@transaction.atomic
def keep_wishes(*, said: Sequence[Said], at: datetime, by: str) -> list[int]:
    """
    Keep each wish once, and let the latest word on each address and purpose count, by when it was said.

    What is refused and still on its way to such a person is taken back. Return for whom something changed.
    """
    if not said:
        return []
    consumers, values, purposes = map(list, zip(*(one.wish for one in said), strict=True))
    wishes = {"consumers": consumers, "values": values, "purposes": purposes}
    _, are_wanted, hows, ats = map(list, zip(*said, strict=True))
    execute(KEEP, **wishes, are_wanted=are_wanted, hows=hows, ats=ats, heard_ats=[at] * len(said))
    changed = [Changed(*row) for row in rows(ADD_UP, **wishes)]
    _write_down(changed, at=at, by=by)
    refused = (Refused(one.consumer, one.value, one.purpose) for one in changed if not one.is_wanted and one.consumer)
    outbox.take_back(refused=refused, at=at)
    return [one.consumer for one in changed if one.consumer]


def follow(*, old: str, new: str, consumers: Sequence[int], at: datetime, by: str) -> None:
    """
    Let what these people want no more of at the old number hold at the new one.

    For these accounts alone: the new number may be a stranger's, whose own wishes stay.
    """
    refused = rows(REFUSED, old=old, consumers=list(consumers))
    said = [Said(Wish(consumer, new, purpose), False, how, since) for consumer, purpose, how, since in refused]
    keep_wishes(said=said, at=at, by=by)


@transaction.atomic
def never_said(*, said: Sequence[Said], at: datetime, by: str) -> None:
    """Forget wishes that somebody had misread, each as it was kept; what was said before counts again."""
    for (value, purpose), how, said_at in sorted(
        {((one.wish.value, one.wish.purpose), one.how, one.at) for one in said}
    ):
        told = {"values": [value], "purposes": [purpose]}
        execute(FORGET, **told, how=how, said_at=said_at)
        changed = [*rows(ADD_UP, **told, consumers=[None]), *rows(NEVER_SAID, **told, how=how)]
        _write_down([Changed(*row) for row in changed], at=at, by=by)


def hold_back(until: Mapping[str, datetime]) -> None:
    """Send no marketing to the people at the numbers until then: their carrier thinks that they have had enough."""
    if until:
        execute(HOLD_BACK, values=list(until), untils=list(until.values()))


def _write_down(changed: Iterable[Changed], *, at: datetime, by: str) -> None:
    noted: dict[tuple[bool, str, str], list[str]] = {}
    for one in changed:
        if one.consumer:
            noted.setdefault((one.is_wanted, one.purpose, one.how), []).append(f"consumer:{one.consumer}")
    for (is_wanted, purpose, how), records in sorted(noted.items()):
        audit.note(deed=DEEDS[is_wanted], records=records, by=by, at=at, detail={"purpose": purpose, "how": how})
