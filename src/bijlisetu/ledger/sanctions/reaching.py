"""How far an officer's posts reach on an account: whatever changes it by somebody's word is held against this."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.models import Sanction
from bijlisetu.ledger.sanctions.limits import limit_of
from bijlisetu.network.companies import utility_over
from bijlisetu.network.models import FeederPlace, OfficeTree
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.queries import seats_named


class BeyondThePost(Refusal):
    """The amount is more than the officer's posts may sanction."""


def refuse_beyond(amount: Decimal, what: Sanction.What, *, consumer: int, by: str, on: date) -> None:
    """Return if the officer may change the account by the amount; :raises BeyondThePost: if not."""
    if abs(amount) > _reach(consumer, what, by, on=on):
        raise BeyondThePost("your post does not sanction so much: the next higher one does")


def _reach(consumer: int, what: Sanction.What, user: str, *, on: date) -> Decimal:
    """Return how much the officer may sanction by posts at offices over the consumer."""
    feeder = Consumer.objects.values_list("feeder_id", flat=True).get(pk=consumer)
    section = FeederPlace.objects.filter(feeder=feeder, valid_to=None).values_list("section_id", flat=True).first()
    over = set(OfficeTree.objects.filter(descendant=section).values_list("ancestor_id", flat=True))
    roles = frozenset(seat.role for seat in seats_named(user, on=on).held if seat.office.id in over)
    return limit_of(utility_over(section), what, roles=roles, on=on) if section else Decimal(0)
