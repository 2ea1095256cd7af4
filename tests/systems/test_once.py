"""What is asked for under one key is done once, even where two ask at the same moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from bijlisetu.staff.models import System
from bijlisetu.systems.models import Answered
from bijlisetu.systems.once import KEPT_FOR, Answer, KeyOfAnother, forget, once
from tests import build
from tests.build import NOON


@pytest.fixture
def system(db: None) -> System:
    return build.system(build.office())


class Deed:
    """Counts how often it is done."""

    def __init__(self, status: int = 201) -> None:
        self.status, self.done = status, 0

    def __call__(self) -> Answer:
        self.done += 1
        return Answer(self.status, f'{{"turn":{self.done}}}', "/api/outages/17")


@pytest.mark.parametrize("status", [201, 409])
def test_the_first_answer_is_given_again_be_it_a_refusal(system: System, status: int) -> None:
    deed = Deed(status)

    first, second = (once(system=system.pk, key="a", asked="x", at=NOON, deed=deed) for _ in range(2))

    assert first == second == Answer(status, '{"turn":1}', "/api/outages/17")
    assert deed.done == 1


def test_another_key_is_another_deed_and_so_is_the_same_key_of_another_system(system: System) -> None:
    deed, other = Deed(), build.system(build.office())

    for who, key in ((system, "a"), (system, "b"), (other, "a")):
        once(system=who.pk, key=key, asked="x", at=NOON, deed=deed)

    assert deed.done == 3


def test_a_key_is_not_used_for_something_else(system: System) -> None:
    once(system=system.pk, key="a", asked="x", at=NOON, deed=Deed())

    with pytest.raises(KeyOfAnother):
        once(system=system.pk, key="a", asked="y", at=NOON, deed=Deed())


def test_what_failed_may_be_asked_again(system: System) -> None:
    def broken() -> Answer:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(system=system.pk, key="a", asked="x", at=NOON, deed=broken)

    assert once(system=system.pk, key="a", asked="x", at=NOON, deed=Deed()).status == 201


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_does_it_and_both_get_its_answer() -> None:
    system = build.system(build.office())
    is_inside, may_end = threading.Event(), threading.Event()
    deed, answers = Deed(), []

    def slow() -> Answer:
        is_inside.set()
        assert may_end.wait(30)
        return deed()

    def ask(what: object) -> None:
        answers.append(once(system=system.pk, key="a", asked="x", at=NOON, deed=what))  # type: ignore[arg-type]
        connection.close()

    first = threading.Thread(target=ask, args=[slow])
    first.start()
    assert is_inside.wait(30)
    second = threading.Thread(target=ask, args=[deed])
    second.start()
    may_end.set()
    first.join(30)
    second.join(30)

    assert deed.done == 1
    assert answers == [Answer(201, '{"turn":1}', "/api/outages/17")] * 2


def test_it_is_forgotten_after_a_week(system: System) -> None:
    for key, ago in (("old", KEPT_FOR + timedelta(hours=1)), ("new", timedelta(hours=1))):
        once(system=system.pk, key=key, asked="x", at=NOON - ago, deed=Deed())

    assert forget(at=NOON) == 1
    assert Answered.objects.get().key == "new"
