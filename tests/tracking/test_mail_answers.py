"""People answer by mail as they do by SMS: what is clear decides, all else goes before a clerk."""

from __future__ import annotations

import pytest

from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces.door import record_of
from bijlisetu.contact.models import Address, Wished
from bijlisetu.network.queries import top_offices
from bijlisetu.outbox.models import Attempt
from bijlisetu.reports import unclear
from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Reply, Unclear
from bijlisetu.tracking.replies import taking
from bijlisetu.values import Language
from tests import build
from tests.build import NOON
from tests.carried import LATER

pytestmark = pytest.mark.django_db
MAILBOX = "Ramesh@example.in"


@pytest.fixture
def letter() -> Attempt:
    notice = build.notice(build.consumer(email=MAILBOX))
    return Attempt.objects.create(
        notice=notice, channel="email", address=MAILBOX, state=Attempt.State.ACCEPTED, engine="test", claimed_at=NOON
    )


def write(letter: Attempt, text: str, *, sender: str = MAILBOX, times: int = 1) -> None:
    to = envelope_sender(letter.pk, "bounces.example", secret="not a secret")
    content = f"From: {sender}\r\nTo: {to}\r\nSubject: Re: bill\r\nMessage-ID: <7@example.in>\r\n\r\n{text}".encode()
    for _ in range(times):
        actions.store(source="email", bodies=[record_of(to, content)], at=LATER)
    actions.fold(at=LATER)
    taking.hand_out(at=LATER)


def owner() -> str:
    return Address.objects.get(value=MAILBOX).owner


def test_a_clear_no_from_where_the_letter_went_strikes_the_mailbox_out(letter: Attempt) -> None:
    write(letter, "Ye mera connection nahi hai", sender="ramesh@EXAMPLE.in")

    assert owner() == "not_owner"
    assert not Unclear.objects.exists()


def test_what_is_unclear_waits_for_a_clerk_once(letter: Attempt) -> None:
    write(letter, "aapse baat karni hai", times=2)

    one = Unclear.objects.get()
    assert (one.attempt, one.consumer_id) == (letter.pk, letter.notice.consumer_id)
    assert Reply.objects.get().text == "aapse baat karni hai"
    assert owner() == "unknown"


def test_whoever_writes_counts_as_reached(letter: Attempt) -> None:
    write(letter, "aapse baat karni hai")

    letter.refresh_from_db()
    assert letter.state == Attempt.State.DELIVERED


@pytest.mark.parametrize("text", ["Ye mera connection nahi hai", "STOP"])
def test_another_mailbox_speaks_in_nobodys_name(letter: Attempt, text: str) -> None:
    build.consumer(email="victim@example.in")

    write(letter, text, sender="victim@example.in")

    assert owner() == "unknown"
    assert not Wished.objects.exists()
    assert Unclear.objects.get().attempt == letter.pk
    letter.refresh_from_db()
    assert letter.state == Attempt.State.ACCEPTED


def test_the_clerk_sees_our_letter_and_no_senders_name(letter: Attempt) -> None:
    write(letter, "kaun hai? 6000000042", sender="victim@example.in")

    (waiting,) = unclear.waiting(top_offices()[0].pk, is_top=True).rows
    assert (waiting.channel, waiting.sender, waiting.address) == ("email", "", "R***@example.in")
    assert "6000000042" not in waiting.text
    assert waiting.sent(Language.HINDI)


def test_a_wish_by_mail_is_kept(letter: Attempt) -> None:
    write(letter, "STOP")

    assert set(Wished.objects.values_list("value", "is_wanted")) == {(MAILBOX, False)}
    assert not Unclear.objects.exists()
