"""Tell one person again of the outage that holds them: they have just said that it is dark."""

from __future__ import annotations

from datetime import datetime

import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.outages import telling
from bijlisetu.outages.models import Outage
from bijlisetu.outages.rules import Kind, State
from bijlisetu.outbox.actions import Posting


def tell_again(*, outage: Outage, consumer: int, to: str, at: datetime) -> None:
    """Tell the person since when and until when, at the address from which they spoke; at most once an hour."""
    is_known = outage.until_at is not None and outage.state != State.UNKNOWN
    told = "outage_planned" if outage.kind == Kind.PLANNED else "outage_breakdown"
    kind = kinds()[told if is_known else "outage_unknown"]
    account = Consumer.objects.values_list("account", flat=True).get(pk=consumer)
    facts = {
        name: fact
        for name, fact in telling.facts_of(
            outage, begins=outage.from_at, until=outage.until_at, back=outage.back_at
        ).items()
        if name in kind.posted
    }
    posting = Posting(
        key=f"{telling.key_of(outage)}asked:{at:%d%H}:{consumer}", consumer=consumer,
        facts={**facts, "account_end": account[-4:]}, to=to, expires_at=outage.until_at if is_known else None,
    )  # fmt: skip
    outbox.post(kind=kind, postings=[posting], at=at)
