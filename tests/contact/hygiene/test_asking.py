"""A doubted number is asked itself whose it is, once an officer has seen the report: without a word of any account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.contact.hygiene import asking, rules
from bijlisetu.contact.hygiene.acting import ReportIsOld, act
from bijlisetu.contact.hygiene.asking import Answer, Asked, AsksNothing, ask, close, hear
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.hygiene.queries import Questions, questions
from bijlisetu.contact.models import Address, Asking, Health, Revoked, Suspect
from bijlisetu.outbox.models import Notice
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

DUMMY, OTHER, GOOD = "919999900000", "919999911111", "919415078263"
RULES = rules.read(rules.shipped())
LATER, DAY = NOON + timedelta(minutes=5), timedelta(days=1)
MINE, NOT_MINE = Asking.Said.MINE, Asking.Said.NOT_MINE


def let_ask(rule: str = "dummy", *, at: object = NOON) -> Asked:
    seen = inspect(rules=RULES, at=at, by="test")  # type: ignore[arg-type]
    return ask(rule=rule, inspection=seen.pk, rules=RULES, at=at, by="officer")  # type: ignore[arg-type]


def test_a_number_is_asked_once_however_many_accounts_it_stands_on() -> None:
    on = build.feeder()
    for _ in range(3):
        build.consumer(mobile=DUMMY, on=on)

    assert let_ask() == Asked(1, is_day_full=False)

    question = Notice.objects.get()
    assert (question.kind, question.to, set(question.facts)) == ("number_asked", DUMMY, {"utility_hi", "utility_en"})


@pytest.mark.parametrize(
    ("rule", "facts"),
    [("revoked", "on the list"), ("crowd", "on many accounts"), ("dummy", "")],
)
def test_each_rule_that_asks_has_its_numbers_asked(rule: str, facts: str) -> None:
    on = build.feeder()
    value = DUMMY if rule == "dummy" else GOOD
    for _ in range(21 if facts == "on many accounts" else 1):
        build.consumer(mobile=value, on=on)
    if facts == "on the list":
        Revoked.objects.create(value=GOOD, on=NOON.date() - DAY, told_at=NOON)

    assert let_ask(rule).numbers == 1

    assert Notice.objects.get().to == value


@pytest.mark.parametrize("rule", ["landline", "ours", "nonsense", ""])
def test_a_rule_that_asks_nothing_asks_nobody(rule: str) -> None:
    seen = inspect(rules=RULES, at=NOON, by="test")

    with pytest.raises(AsksNothing):
        ask(rule=rule, inspection=seen.pk, rules=RULES, at=NOON, by="officer")


def test_nobody_is_asked_by_a_report_that_is_not_of_now() -> None:
    build.consumer(mobile=DUMMY)
    old = inspect(rules=RULES, at=NOON, by="test")
    inspect(rules=RULES, at=LATER, by="test")

    with pytest.raises(ReportIsOld):
        ask(rule="dummy", inspection=old.pk, rules=RULES, at=LATER, by="officer")

    assert not Notice.objects.exists()


def test_asked_again_it_is_asked_once_and_after_half_a_year_once_more() -> None:
    build.consumer(mobile=DUMMY)
    let_ask()

    assert let_ask(at=LATER).numbers == 0
    close(at=NOON + 6 * DAY)
    assert let_ask(at=NOON + 30 * DAY).numbers == 0
    assert let_ask(at=NOON + 181 * DAY).numbers == 1


def test_a_dead_number_is_not_asked_nor_one_that_takes_no_message() -> None:
    someone = build.consumer(mobile=DUMMY)
    Health.objects.create(
        value=DUMMY, finding="number_dead", shut=["whatsapp", "sms"], since=NOON, until=NOON + DAY, last_on=NOON.date()
    )
    other = build.consumer(account="9900000009", on=someone.feeder)
    build.address(other, OTHER, channels=["call"])

    assert let_ask().numbers == 0


def test_a_proved_number_is_not_asked() -> None:
    someone = build.consumer()
    build.address(someone, DUMMY, owner="proved", owner_at=NOON, proof="otp")

    assert let_ask().numbers == 0


def test_only_so_many_are_asked_in_a_day_those_on_most_accounts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_A_DAY", 1)
    on = build.feeder()
    build.consumer(mobile=OTHER, on=on)
    for _ in range(2):
        build.consumer(mobile=DUMMY, on=on)

    assert let_ask() == Asked(1, is_day_full=True)
    assert let_ask(at=LATER) == Asked(0, is_day_full=True)
    assert let_ask(at=NOON + DAY).numbers == 1

    assert list(Notice.objects.order_by("id").values_list("to", flat=True)) == [DUMMY, OTHER]


def test_the_report_says_how_many_can_be_asked_and_what_came_of_it() -> None:
    on = build.feeder()
    for value in (DUMMY, OTHER, "919999922222", "919999933333"):
        build.consumer(mobile=value, on=on)
    inspect(rules=RULES, at=NOON, by="test")
    assert questions(rules=RULES, at=NOON)["dummy"] == Questions(askable=4)
    assert "landline" not in questions(rules=RULES, at=NOON)
    let_ask()

    hear([Answer(DUMMY, MINE, LATER), Answer(OTHER, NOT_MINE, LATER)])
    close(at=NOON + 6 * DAY)

    assert questions(rules=RULES, at=LATER)["dummy"] == Questions(askable=0, asked=4, mine=1, not_mine=1, silent=2)


def test_the_latest_word_counts_and_one_that_was_not_asked_none() -> None:
    build.consumer(mobile=DUMMY)
    let_ask()

    hear([Answer(DUMMY, NOT_MINE, LATER), Answer(OTHER, MINE, LATER)])
    hear([Answer(DUMMY, MINE, NOON + timedelta(minutes=1))])  # an older one that came late

    assert list(Asking.objects.values_list("value", "said", "said_at")) == [(DUMMY, "not_mine", LATER)]


def test_whom_to_visit_shows_when_the_time_is_over() -> None:
    on = build.feeder()
    silent, claimed, other = (build.consumer(mobile=value, on=on) for value in (DUMMY, OTHER, "919999922222"))
    build.address(other, GOOD)
    seen = inspect(rules=RULES, at=NOON, by="test")
    act(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    ask(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    hear([Answer(OTHER, MINE, NOON + DAY)])

    assert close(at=NOON + 4 * DAY) == ([], [])
    assert close(at=NOON + 5 * DAY) == ([silent.pk], [])
    # Whoever said yes has as long to prove it.
    assert close(at=NOON + 6 * DAY) == ([], [claimed.pk])
    assert close(at=NOON + 7 * DAY) == ([], [])


def test_whoever_proved_it_meanwhile_is_not_visited() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_ask()
    Suspect.objects.create(value=DUMMY, rule="dummy", since=NOON, by="officer")
    Address.objects.filter(consumer=someone).update(owner="proved", owner_at=LATER, proof="otp")

    assert close(at=NOON + 6 * DAY) == ([], [])


def test_the_database_keeps_one_open_question_for_a_number() -> None:
    someone = build.consumer(mobile=DUMMY)
    let_ask()

    with pytest.raises(IntegrityError, match="number_asked_once_at_a_time"), transaction.atomic():
        Asking.objects.create(value=DUMMY, rule="crowd", consumer=someone, by="other", at=LATER)
    with pytest.raises(IntegrityError, match="asked_number_said"), transaction.atomic():
        Asking.objects.update(said="maybe", said_at=LATER)


def test_the_deed_is_in_the_book_without_a_number() -> None:
    build.consumer(mobile=DUMMY)
    let_ask()

    entry = Entry.objects.get(deed="contact.numbers_asked")
    assert (entry.by, entry.detail) == ("officer", {"rule": "dummy", "asked": 1})
