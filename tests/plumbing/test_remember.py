"""However many look at once, the costly question is asked once, and nobody waits who can be told what was known."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from bijlisetu.plumbing.remember import Known, age, remembered

PATIENCE = 20.0  # seconds


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Question:
    """Answered when the test lets it be; counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0
        self.asked, self.may_be_answered = threading.Event(), threading.Event()

    def __call__(self) -> int:
        self.times += 1
        self.asked.set()
        assert self.may_be_answered.wait(PATIENCE)
        return self.times


def test_many_who_ask_at_once_cost_one_question() -> None:
    question = Question()

    with ThreadPoolExecutor(4) as lookers:
        told = [lookers.submit(remembered, "n", question, least=PATIENCE) for _ in range(4)]
        assert question.asked.wait(PATIENCE)
        question.may_be_answered.set()

    assert [one.result() for one in told] == [1, 1, 1, 1]


def test_while_one_asks_anew_the_others_are_told_what_was_known() -> None:
    question = Question()
    cache.set("n", Known(answer=0, asked_at=0.0, good_until=0.0))

    with ThreadPoolExecutor(1) as looker:
        anew = looker.submit(remembered, "n", question)
        assert question.asked.wait(PATIENCE)
        assert remembered("n", question) == 0
        question.may_be_answered.set()

    assert anew.result() == 1


def test_a_question_that_failed_is_asked_again() -> None:
    with pytest.raises(ZeroDivisionError):
        remembered("n", lambda: 1 // 0)

    assert remembered("n", lambda: 7) == 7


def test_the_age_is_that_of_the_oldest_answer() -> None:
    assert age("n", "m") == 0.0
    remembered("n", lambda: 1)
    old = age("n")
    remembered("m", lambda: 2)

    assert age("n", "m") >= age("m")
    assert age("n", "m") >= old
