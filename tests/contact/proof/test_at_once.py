"""Many who ask and guess at once: no more codes than are allowed, no more tries than there are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection

import bijlisetu.contact.proof.actions as proof
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Challenge
from bijlisetu.contact.proof.actions import Outcome, TooOften
from bijlisetu.contact.proof.rules import TRIES
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.values import Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


def test_the_ceiling_of_rupees_holds_for_many_at_once() -> None:
    people = [build.consumer().pk for _ in range(24)]

    def ask(place: int) -> bool:
        try:
            proof.ask(
                consumer=people[place], address=Mobile(f"60000{place + 1:05}"), entrance=ClaimSource.VISIT,
                by=f"worker {place}", at=NOON, rupees_a_day=Decimal("4.00"),
            )  # fmt: skip
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as workers:
        sent = list(workers.map(ask, range(len(people))))

    assert sum(sent) == Notice.objects.count() == 10  # ₹ 0.40 each


def test_guesses_at_once_have_the_tries_of_one() -> None:
    asked = proof.ask(
        consumer=build.consumer().pk, address=Mobile("6000000001"), entrance=ClaimSource.COUNTER, by="clerk", at=NOON
    ).challenge
    right = int(code_of(asked.hex, secret=settings.SECRET_KEY))

    def guess(step: int) -> Outcome:
        try:
            code = f"{(right + step) % 1_000_000:06}"
            return proof.answer(challenge=asked, code=code, at=NOON, secret=settings.SECRET_KEY).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as workers:
        said = list(workers.map(guess, range(1, 17)))

    assert said.count(Outcome.WRONG) == TRIES - 1
    assert Challenge.objects.get().state == "over"
