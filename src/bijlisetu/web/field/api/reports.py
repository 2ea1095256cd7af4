"""A fault that somebody at work has seen or was told of becomes a complaint: under the account, or at the place."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from bijlisetu.complaints.actions.registering import Said
from bijlisetu.complaints.actions.reporting import report
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import Way
from bijlisetu.fieldwork import rules
from bijlisetu.fieldwork.telling import Refused, Why
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.deeds import Deed
from bijlisetu.values.accounts import account_in
from bijlisetu.web.desk import person_of, seats_of
from bijlisetu.web.field.api.gate import text_in
from bijlisetu.web.field.api.reading import identity_in, is_key, moment, place_in

MOST_WORDS, MOST_PLACE, MOST_ACCOUNT = 1000, 300, 40
#: An account below the offices where the person sits, or a door that was theirs to visit.
THEIRS = """
SELECT consumer.id FROM consumers_consumer consumer
WHERE (consumer.id = %(consumer)s OR consumer.account = %(account)s) AND (EXISTS (
    SELECT FROM network_feederplace place
    JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = ANY(%(offices)s)
    WHERE place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
) OR EXISTS (
    SELECT FROM fieldwork_door door JOIN fieldwork_holding holding ON holding.beat_id = door.beat_id
    WHERE door.consumer_id = consumer.id AND holding.worker_id = %(person)s
)) LIMIT 1
"""


def take(request: HttpRequest, told: dict[str, Any], *, clock: datetime | None, at: datetime) -> UUID | Refused:
    """Take one report of a parcel; return its identity, or why it is not taken."""
    identity, said_at, asked = identity_in(told), moment(told.get("said_at")), told.get("report")
    if identity is None or said_at is None or not isinstance(asked, dict):
        return Refused(text_in(told.get("id"), most=64), Why.BAD_ANSWER)
    when = rules.by_our_clock(said_at, clock=clock, since=None, received_at=at)
    if when is None:
        return Refused(identity, Why.CLOCK_YEARS_OFF)
    offices = [seat.office.id for seat in seats_of(request).for_deed(Deed.WALK_BEAT)]
    place, account = text_in(asked.get("place"), most=MOST_PLACE).strip(), _account(asked.get("account"))
    consumer = _consumer(asked.get("consumer"), account, offices, person=person_of(request).pk)
    category = text_in(asked.get("category"), most=40)
    if category not in categories() or not (consumer or account or place):
        return Refused(identity, Why.BAD_ANSWER)
    # An account that is none of theirs stands as it was told: somebody looks who may.
    where = [place] if consumer else [place, account, _whereabouts(told.get("gps"))]
    said = Said(
        category=category, way=Way.FIELD, said_at=when, words=text_in(asked.get("words"), most=MOST_WORDS),
        consumer=consumer, office=offices[0] if offices else None, place=" · ".join(filter(None, where)),
    )  # fmt: skip
    report(said, identity=identity, at=at, by=person_of(request).get_username())
    return identity


def _account(told: Any) -> str:
    """Return what was written as an account, also what is too short for one: somebody looks who may."""
    return account_in(text_in(told, most=MOST_ACCOUNT), fewest=1)


def _consumer(told: Any, account: str, offices: list[int], *, person: int) -> int | None:
    given = {"consumer": told if is_key(told) else None, "account": account or None}
    found = rows(THEIRS, **given, offices=offices, person=person)
    return int(found[0][0]) if found else None


def _whereabouts(told: Any) -> str:
    place = place_in(told)
    return f"{place.latitude:.5f}, {place.longitude:.5f}" if place else ""
