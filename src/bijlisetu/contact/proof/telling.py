"""The number that was proved is told for which account and by whom: a code proves only in whose hand the phone was."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.models import User

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit import machines
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.proof.models import Challenge
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india

PROVED = "number_proved"
#: Who did it, where no person at work did.
THEMSELVES = {machines.HOME: ("आप स्वयं", "yourself"), machines.REPLY: ("आप स्वयं", "yourself")}
#: An operator takes no other signs in a variable, and no more of them.
NOT_OF_A_NAME, LONGEST_NAME = re.compile(r"[<>{}\s\x00-\x1f\x7f]+"), 40


def tell_of_proof(asked: Challenge, of: int, *, at: datetime) -> None:
    """Tell the number that it is the account's now; no undoes it, as to any message."""
    consumer = Consumer.objects.only("account", "feeder_id").get(pk=of)
    company = company_of(consumer.feeder_id)
    worker_hi, worker_en = THEMSELVES.get(asked.by) or _named(asked.by)
    posting = Posting(
        key=f"{PROVED}:{day_in_india(at):%Y-%m}:{asked.pk.hex}",
        consumer=consumer.pk,
        to=asked.value,
        facts={
            "utility_hi": company.short_hi,
            "utility_en": company.short_en,
            "account_end": consumer.account[-4:],
            "worker_hi": worker_hi,
            "worker_en": worker_en,
        },
    )
    outbox.post(kind=kinds()[PROVED], postings=[posting], at=at)


def _named(by: str) -> tuple[str, str]:
    person = User.objects.filter(username=by).first()
    name = NOT_OF_A_NAME.sub(" ", (person.get_full_name() if person else "") or by)
    name = " ".join(name.split())[:LONGEST_NAME].strip()
    return name, name
