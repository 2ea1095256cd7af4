"""A missed call says that somebody has no light: it needs no words, no money and no clever phone."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.audit import machines
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.darkness.hearing import answer, still_on
from bijlisetu.complaints.lists import Way
from bijlisetu.contact.models import Address
from bijlisetu.outages.learning.hearing import Report, report_no_light
from bijlisetu.outages.models import NoLight
from bijlisetu.values import Mobile


def no_light(*, number: Mobile, called_at: datetime, at: datetime) -> bool:
    """
    Take the call for the account of the number, the proved one first; return whether there is one.

    A known outage is told again by a message; else it is a complaint, whose number comes by a message too.
    """
    told = Address.objects.filter(value=number.e164).exclude(owner=Address.Owner.NOT_OWNER)
    found = sorted(told, key=lambda one: (one.owner != Address.Owner.PROVED, -one.known_at.timestamp(), one.pk))
    if not found:
        return False
    consumer = found[0].consumer_id
    report = Report(consumer=consumer, way=NoLight.Way.MISSED_CALL, said_at=called_at)
    (heard,) = report_no_light(reports=[report], at=at)
    outage = still_on([heard.outage]).get(heard.outage)
    answer(heard, outage=outage, way=Way.PHONE, to=number.e164, said_at=called_at, at=at)
    if outage is None:
        said = Said(
            category="SUP-OFF", way=Way.PHONE, said_at=called_at, consumer=consumer, outage=heard.outage or "",
            is_heard=True,
        )  # fmt: skip
        register(said, at=at, by=machines.REPLY)
    return True
