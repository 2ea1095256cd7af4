"""
When a notice was served: the day on which a message was proved to arrive, or on which it was handed over.

Only a number or mailbox that is proved the consumer's own serves: a receipt from a stranger's phone proves nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.arrears.models import Demand
from bijlisetu.audit import machines
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import State
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal

#: The first proved arrival of each notice that is open and not served yet.
ARRIVED = f"""
SELECT DISTINCT ON (demand.id) demand.id, attempt.id, coalesce(attempt.delivered_at, attempt.read_at)
FROM arrears_demand demand JOIN outbox_notice notice ON notice.key = demand.notice
JOIN outbox_attempt attempt ON attempt.notice_id = notice.id AND attempt.state >= {State.DELIVERED}
 AND {of_notice("attempt", "notice.id")}
JOIN contact_address held
  ON held.consumer_id = demand.consumer_id AND held.value = attempt.address AND held.owner = 'proved'
WHERE demand.ended_at IS NULL AND demand.served_on IS NULL
  AND coalesce(attempt.delivered_at, attempt.read_at) IS NOT NULL
ORDER BY demand.id, coalesce(attempt.delivered_at, attempt.read_at)
"""
OPEN = "SELECT id FROM arrears_demand WHERE id = %(demand)s AND ended_at IS NULL AND served_on IS NULL FOR UPDATE"


class NotToBeServed(Refusal):
    """The notice has ended, or was served already."""


class NotThatDay(Refusal):
    """It was handed over between the day of its issue and today."""


class NobodyTookIt(Refusal):
    """Say who took it, in words."""


def serve_arrived(*, at: datetime) -> int:
    """Write down as served what was proved to arrive; return how many notices."""
    return sum(_arrived(*row, at=at) for row in rows(ARRIVED))


@transaction.atomic
def _arrived(demand: int, attempt: int, arrived_at: datetime, *, at: datetime) -> bool:
    if not rows(OPEN, demand=demand):
        return False
    Demand.objects.filter(pk=demand).update(
        served_on=day_in_india(arrived_at), served_how=Demand.How.MESSAGE, attempt=attempt, served_at=at,
        served_by=machines.CLOCK,
    )  # fmt: skip
    _note(demand, by=machines.CLOCK, at=at, how=Demand.How.MESSAGE)
    return True


@transaction.atomic
def serve_by_hand(*, demand: int, on: date, to: str, at: datetime, by: str) -> None:
    """
    Write down that an officer handed the notice over; what a message proved earlier stays.

    :raises NotToBeServed: if it has ended or was served
    :raises NotThatDay: if the day lies before its issue or has not come
    :raises NobodyTookIt: if nobody is said to have taken it
    """
    if not rows(OPEN, demand=demand):
        raise NotToBeServed("this notice has ended, or was served already")
    if not Demand.objects.get(pk=demand).asked_on <= on <= day_in_india(at):
        raise NotThatDay("it was handed over between the day of its issue and today")
    if not to.strip():
        raise NobodyTookIt("say who took it")
    Demand.objects.filter(pk=demand).update(
        served_on=on, served_how=Demand.How.HAND, served_to=to.strip(), served_by=by, served_at=at
    )
    _note(demand, by=by, at=at, how=Demand.How.HAND)


def _note(demand: int, *, by: str, at: datetime, how: Demand.How) -> None:
    consumer = Demand.objects.values_list("consumer_id", flat=True).get(pk=demand)
    audit.note(
        deed="arrears.served", records=[f"consumer:{consumer}"], by=by, at=at,
        detail={"demand": demand, "how": str(how)},
    )  # fmt: skip
