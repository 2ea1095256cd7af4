"""
Codes and links on their way to whom was asked.

What the open web asks goes out behind its page, by `bijlisetu work`: there a right account takes no longer than one
that is not there, and nobody learns from the time which there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india

#: The kinds that carry a code to a number and a link to a mailbox.
CODE, MAILBOX = "number_code", "mailbox_asked"
SEND_CODES = "send_codes"  #: the job that sends what the open web asked
AT_ONCE = 500


def send(asked: Sequence[Challenge], *, at: datetime) -> None:
    """Have the code of each go out, or the link; each is of a consumer."""
    by_kind: dict[str, list[Posting]] = defaultdict(list)
    feeders = dict(Consumer.objects.filter(pk__in=[one.consumer_id for one in asked]).values_list("pk", "feeder"))
    companies = {feeder: company_of(feeder) for feeder in set(feeders.values())}
    for one in asked:
        if one.consumer_id is None:
            continue
        company, is_mailbox = companies[feeders[one.consumer_id]], "@" in one.value
        facts = {"utility_hi": company.short_hi, "utility_en": company.short_en}
        kind = MAILBOX if is_mailbox else CODE
        posting = Posting(
            key=f"{kind}:{day_in_india(at):%Y-%m}:{one.pk.hex}:{one.sendings}",
            consumer=one.consumer_id,
            to=one.value,
            facts=facts if is_mailbox else {**facts, "code": one.pk.hex},
            expires_at=None if is_mailbox else one.until,
        )
        by_kind[kind].append(posting)
    for kind, postings in by_kind.items():
        outbox.post(kind=kinds()[kind], postings=postings, at=at)


@transaction.atomic
def send_waiting(*, at: datetime) -> int:
    """Send what the open web asked for, where it fits an account and is still in time; return how many were asked."""
    asked = list(Challenge.objects.select_for_update(skip_locked=True).filter(sendings=0).order_by("at")[:AT_ONCE])
    Challenge.objects.filter(pk__in=[one.pk for one in asked]).update(sendings=1, sent_at=at)
    for one in asked:
        one.sendings = 1
    send([one for one in asked if one.consumer_id is not None and at < one.until], at=at)
    return len(asked)
