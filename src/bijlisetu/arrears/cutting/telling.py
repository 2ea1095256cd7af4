"""Tell consumers and officers of orders that were withdrawn, within seconds of the payment that did it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import bijlisetu.memos.actions as memos
import bijlisetu.outbox.actions as outbox
from bijlisetu.arrears.models import Order
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.network.models import FeederPlace
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.levels import Level
from bijlisetu.staff.queries import officers_at

TOLD, MEMO = "cut_withdrawn", "crew_cut_withdrawn"
MOST = 200


@transaction.atomic
def tell_withdrawn(*, at: datetime) -> int:
    """Tell of each order withdrawn and not told of: the consumer, and the junior engineers whose crew would go."""
    waiting = Order.objects.filter(withdrawn_at__isnull=False, told_at=None).order_by("id")
    held = list(waiting.select_for_update(of=("self",), skip_locked=True).select_related("demand__consumer")[:MOST])
    for one in held:
        _tell(one, at=at)
    Order.objects.filter(pk__in=[one.pk for one in held]).update(told_at=at)
    return len(held)


def _tell(order: Order, *, at: datetime) -> None:
    consumer = order.demand.consumer
    company = company_of(consumer.feeder_id)
    ours = {"utility_hi": company.short_hi, "utility_en": company.short_en}
    facts = {**ours, "account_end": consumer.account[-4:], "amount": str(order.demand.amount)}
    key = f"{TOLD}:{day_in_india(at):%Y-%m}:{order.pk}"
    outbox.post(kind=kinds()[TOLD], postings=[Posting(key=key, consumer=consumer.pk, facts=facts)], at=at)
    section = FeederPlace.objects.filter(feeder=consumer.feeder_id, valid_to=None).values_list("section_id", flat=True)
    people = officers_at(section[0], Level.JE, on=day_in_india(at)) if section else []
    said = {"account": consumer.account, "page": f"/office/consumer/{consumer.pk}/"}
    postings = [memos.Posting(key=f"{MEMO}:{order.pk}:{one}", person=one, facts=said) for one in people]
    memos.post(kind=kinds()[MEMO], postings=postings, at=at)
