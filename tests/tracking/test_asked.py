"""A doubted number is asked whose it is: no strikes it out, yes leads to the proof, and no account is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from django.conf import settings

import bijlisetu.contact.proof.actions as proof
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.acting import act
from bijlisetu.contact.hygiene.asking import ask
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.lists import ClaimSource
from bijlisetu.contact.models import Address, Asking
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.tracking import presses
from bijlisetu.values import ChannelKind, Mobile
from tests import build
from tests.build import NOON
from tests.carried import LADDER, fold, press, say, send_all, status

pytestmark = pytest.mark.django_db

DUMMY = "919999900000"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
RULES = rules.read(rules.shipped())


def consumers(*accounts: str) -> list[Consumer]:
    on = build.feeder_of_a_company()
    return [build.consumer(account=account, mobile=DUMMY, on=on) for account in accounts]


def asked(*, is_suspect: bool = True) -> Claimed:
    """Let the rule act and ask; return the question as it was given to its carrier."""
    seen = inspect(rules=RULES, at=NOON, by="test")
    if is_suspect:
        act(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    ask(rule="dummy", inspection=seen.pk, rules=RULES, at=NOON, by="officer")
    (question,) = (one for one in send_all() if one.kind == "number_asked")
    fold(statuses=[status(question, "delivered", wamid=f"wamid.{question.attempt}")], at=NOON + MINUTE)
    return question


def owners() -> dict[str, str]:
    return dict(Address.objects.filter(value=DUMMY).values_list("consumer__account", "owner"))


def answers() -> list[str]:
    return list(Notice.objects.filter(kind="answer").values_list("facts__words_en", flat=True))


def going() -> set[tuple[str, str]]:
    """Return what else an engine carries, on whatever channel, in the days that follow."""
    claims = (
        delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON + days * DAY) for days in range(1, 4)
    )
    return {(one.kind, one.address) for claimed in claims for one in claimed if one.kind != "answer"}


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_the_question_goes_though_the_number_is_suspect_and_names_no_account(channel: str) -> None:
    (someone,) = consumers("9900005678")
    question = asked()
    pen = Pen(kinds=kinds(), public_url="https://bill.example.in", secret="s")

    letter = pen.write(replace(question, channel=ChannelKind(channel)), at=NOON)

    assert letter.to == DUMMY
    said = orjson.dumps(question.facts).decode() + repr(letter.content)
    assert "5678" not in said
    assert someone.name not in said


@pytest.mark.parametrize("how", ["press", "words"])
def test_a_no_makes_the_number_leave_all_accounts_on_which_it_is_not_proved(how: str) -> None:
    consumers("9900001111", "9900002222", "9900003333")
    Address.objects.filter(consumer__account="9900003333").update(owner="proved", owner_at=NOON, proof="otp")
    question = asked()
    at = NOON + 3 * MINUTE

    fold(
        messages=[
            press(question, "not_mine", sender=DUMMY, at=at) if how == "press" else say("NO", sender=DUMMY, at=at)
        ],
        at=at,
    )

    assert owners() == {"9900001111": "not_owner", "9900002222": "not_owner", "9900003333": "proved"}
    assert Asking.objects.get().said == "not_mine"
    assert Asking.objects.get().closed_at
    assert going() == set()  # neither a bill nor the question by SMS


@pytest.mark.parametrize("how", ["press", "words"])
def test_a_yes_proves_no_account_and_leads_to_the_proof(how: str) -> None:
    consumers("9900001111", "9900002222")
    question = asked()
    build.notice(Consumer.objects.get(account="9900001111"), at=NOON)
    at = NOON + 3 * MINUTE

    fold(
        messages=[
            press(question, "is_mine", sender=DUMMY, at=at) if how == "press" else say("haan", sender=DUMMY, at=at)
        ],
        at=at,
    )

    assert set(owners().values()) == {"unknown"}
    assert (Asking.objects.get().said, Asking.objects.get().closed_at) == ("mine", None)
    (answer,) = answers()
    assert f"{settings.PUBLIC_URL}/" in answer
    assert "1111" not in answer
    assert going() == set()


def test_the_proof_that_follows_makes_it_good_for_that_account_alone() -> None:
    mine, other = consumers("9900001111", "9900002222")
    for one in (mine, other):
        build.notice(one, at=NOON)
    question = asked()
    fold(messages=[press(question, "is_mine", sender=DUMMY, at=NOON + MINUTE)], at=NOON + MINUTE)

    challenge = proof.ask(
        consumer=mine.pk, address=Mobile(DUMMY[2:]), entrance=ClaimSource.HOME, by="home", at=NOON + MINUTE
    ).challenge
    code = code_of(challenge.hex, secret=settings.SECRET_KEY)
    proof.answer(challenge=challenge, code=code, at=NOON + 2 * MINUTE, secret=settings.SECRET_KEY)

    assert owners() == {"9900001111": "proved", "9900002222": "unknown"}
    claimed = delivery.claim(rooms=build.rooms(), engine="one", ladder=LADDER, at=NOON + 3 * MINUTE)
    assert [one.address for one in claimed if one.kind == "bill_issued"] == [DUMMY]


def test_pressed_on_the_page_behind_the_link_it_is_heard_too() -> None:
    consumers("9900001111")
    question = asked()

    presses.answer(attempt=question.attempt, meaning="is_mine", at=NOON + 3 * MINUTE)
    assert Asking.objects.get().said == "mine"
    presses.answer(attempt=question.attempt, meaning="not_mine", at=NOON + 4 * MINUTE)

    assert Asking.objects.get().said == "not_mine"
    assert owners() == {"9900001111": "not_owner"}


def test_a_no_to_the_word_that_a_number_is_registered_is_not_followed_by_the_same_word_on_sms() -> None:
    (someone,) = consumers("9900001111")
    build.notice(someone, at=NOON, kind="number_proved")
    Notice.objects.update(to=DUMMY)
    (told,) = send_all()
    fold(statuses=[status(told, "delivered", wamid=f"wamid.{told.attempt}")], at=NOON + MINUTE)

    fold(messages=[press(told, "not_mine", sender=DUMMY, at=NOON + 2 * MINUTE)], at=NOON + 2 * MINUTE)

    assert going() == set()


def test_which_message_is_meant_is_asked_back_without_an_account() -> None:
    (someone,) = consumers("9900005678")
    asked()
    build.notice(someone, at=NOON, kind="number_proved")
    Notice.objects.filter(kind="number_proved").update(to=DUMMY)
    send_all(NOON + MINUTE)

    fold(messages=[say("haan", sender=DUMMY, at=NOON + 3 * MINUTE)], at=NOON + 3 * MINUTE)

    (choices,) = Notice.objects.filter(kind="answer").values_list("facts__choices", flat=True)
    titles = {payload.split(":")[0]: title for payload, _, title in orjson.loads(choices)}
    assert titles["is_mine"] == "Is this number yours"
    assert set(titles) == {"is_mine", "confirm"}
