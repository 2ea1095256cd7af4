"""Hand out what has changed to those who are told, and send it: find what is due, carry it, record how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from django.db import transaction
from django.db.models import Max

from bijlisetu.channels.webhook.sending import Parcel, carry
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.systems import feed
from bijlisetu.systems.feed import Told
from bijlisetu.systems.hooks.subscribing import secrets_of
from bijlisetu.systems.models import Change, Dispatch, Subscription

#: After each try that failed; the last wait is repeated.
WAITS = tuple(timedelta(seconds=one) for one in (10, 30, 120, 600, 1800, 3600, 10800))
GIVEN_UP_AFTER = timedelta(days=3)
#: Of one address at a time, so that one that is slow does not keep the others waiting.
MOST_OF_ONE = 50
AT_A_TIME = 1000
TRY = "SELECT pg_try_advisory_xact_lock(1514, 3)"
#: Of each record the first that waits; the others behind it have no turn before it is taken or given up.
DUE = """
SELECT id FROM (
    SELECT id, due_at, row_number() OVER (PARTITION BY subscription_id ORDER BY change_id) AS place FROM (
        SELECT DISTINCT ON (dispatch.subscription_id, dispatch.record) dispatch.*
        FROM systems_dispatch dispatch JOIN systems_subscription told ON told.id = dispatch.subscription_id
        JOIN staff_system system ON system.id = told.system_id
        WHERE dispatch.state = 'waiting' AND told.ended_at IS NULL AND system.ended_at IS NULL
        ORDER BY dispatch.subscription_id, dispatch.record, dispatch.change_id
    ) AS foremost WHERE due_at <= %(at)s
) AS due WHERE place <= %(most)s ORDER BY id
"""
RECORD = """
UPDATE systems_dispatch dispatch SET state = told.state, why = told.why, due_at = told.due_at, tries = tries + 1
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(whys)s::text[], %(due_ats)s::timestamptz[])
    AS told (id, state, why, due_at)
WHERE dispatch.id = told.id AND dispatch.state = 'waiting'
"""


@transaction.atomic
def hand_out(*, at: datetime) -> int:
    """Let each change wait for every address that is told of it; return how many that were."""
    if not rows(TRY)[0][0]:
        return 0
    last = Change.objects.aggregate(last=Max("pk"))["last"] or 0
    followed = Subscription.objects.select_related("system").filter(
        ended_at=None, system__ended_at=None, up_to__lt=last
    )
    return sum(_hand_out(one, last, at=at) for one in followed)


def send_due(*, at: datetime, secret: str, inside: Sequence[str]) -> int:
    """Send what is due, and return how much it was; what fails waits, longer each time, and is given up after days."""
    due = [number for (number,) in rows(DUE, at=at, most=MOST_OF_ONE)]
    found = list(Dispatch.objects.select_related("subscription", "change").filter(pk__in=due).order_by("pk"))
    parcels = [
        Parcel(
            one.pk, one.subscription.address, written(one, at=at), secrets_of(one.subscription, secret=secret, at=at)
        )
        for one in found
    ]
    whys = asyncio.run(carry(parcels, inside=inside)) if parcels else []
    states = [_state(one, why, at=at) for one, why in zip(found, whys, strict=True)]
    due_ats = [at + WAITS[min(one.tries, len(WAITS) - 1)] for one in found]
    execute(RECORD, ids=[one.pk for one in found], states=states, whys=whys, due_ats=due_ats)
    return len(found)


def written(one: Dispatch, *, at: datetime) -> bytes:
    """Return the news as it is sent: with the moment of sending, so that nobody can send it anew much later."""
    change = one.change
    return orjson.dumps({
        "id": str(change.pk), "event": f"{change.subject}.{change.what}", "number": change.record,
        "happened_at": change.happened_at, "facts": change.facts, "sent_at": at,
    })  # fmt: skip


def _hand_out(one: Subscription, last: int, *, at: datetime) -> int:
    found: Sequence[Told] = feed.changes(
        office=one.system.office_id, subjects=one.subjects, after=one.up_to, most=AT_A_TIME
    )
    Dispatch.objects.bulk_create(
        (
            Dispatch(subscription=one, change_id=told.id, record=f"{told.subject}:{told.record}", due_at=at, since=at)
            for told in found
        ),
        ignore_conflicts=True,
    )
    up_to = found[-1].id if len(found) == AT_A_TIME else last
    Subscription.objects.filter(pk=one.pk).update(up_to=up_to)
    return len(found)


def _state(one: Dispatch, why: str, *, at: datetime) -> str:
    if not why:
        return str(Dispatch.State.TAKEN)
    return str(Dispatch.State.GIVEN_UP if at - one.since >= GIVEN_UP_AFTER else Dispatch.State.WAITING)
