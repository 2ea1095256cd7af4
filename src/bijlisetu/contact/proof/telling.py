"""The number that was proved is told for which account and by whom: a code proves only in whose hand the phone was."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import bijlisetu.outbox.actions as outbox
from bijlisetu.audit import machines
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_of
from bijlisetu.outbox.actions import Posting
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.staff.called import name_of

PROVED = "number_proved"
#: Of the numbers that a consumer had, so many are told of another at the most.
MOST_TOLD = 3
#: Who did it, where no person at work did.
THEMSELVES = {machines.HOME: ("आप स्वयं", "yourself"), machines.REPLY: ("आप स्वयं", "yourself")}
#: An operator takes no other signs in a variable, and no more of them.
NOT_OF_A_NAME, LONGEST_NAME = re.compile(r"[<>{}\s\x00-\x1f\x7f]+"), 40


class Told(NamedTuple):
    """Of which consumer a number is now, who did it, and what makes telling it once-only."""

    consumer: int
    value: str
    by: str
    key: str


def tell_of_proof(told: Told, *, at: datetime) -> None:
    """Tell the number that it is the account's now; no undoes it, as to any message."""
    posting = Posting(
        key=f"{PROVED}:{day_in_india(at):%Y-%m}:{told.key}",
        consumer=told.consumer,
        to=told.value,
        facts={**words_about(told.consumer), **by_whom(told.by)},
    )
    outbox.post(kind=kinds()[PROVED], postings=[posting], at=at)


def words_about(consumer: int) -> dict[str, str]:
    """Return the facts by which a message names the company and the account."""
    return words_about_each([consumer])[consumer]


def words_about_each(consumers: Collection[int]) -> dict[int, dict[str, str]]:
    """Return them for each of the consumers."""
    found = Consumer.objects.filter(pk__in=set(consumers)).values_list("pk", "account", "feeder")
    companies = {feeder: company_of(feeder) for feeder in {feeder for _, _, feeder in found}}
    return {
        consumer: {
            "utility_hi": companies[feeder].short_hi,
            "utility_en": companies[feeder].short_en,
            "account_end": account[-4:],
        }
        for consumer, account, feeder in found
    }


def by_whom(by: str) -> dict[str, str]:
    """Return the facts by which a message names who entered the number."""
    worker_hi, worker_en = THEMSELVES.get(by) or _named(by)
    return {"worker_hi": worker_hi, "worker_en": worker_en}


def _named(by: str) -> tuple[str, str]:
    hindi, english = (" ".join(NOT_OF_A_NAME.sub(" ", name).split()) for name in name_of(by))
    return hindi[:LONGEST_NAME].strip(), english[:LONGEST_NAME].strip()
