"""Whoever asks by WhatsApp or SMS is answered with kind and day alone; a forged message told of is kept."""

from __future__ import annotations

import pytest
from django.conf import settings

from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.genuine import code_of
from bijlisetu.tracking.genuine.forged import listed
from bijlisetu.tracking.models import Reply, Unclear
from bijlisetu.tracking.replies import taking
from bijlisetu.values import Language
from tests import build
from tests.carried import LATER, PHONE, fold, say, send

pytestmark = pytest.mark.django_db
STRANGER = "916000000777"


@pytest.fixture
def bill() -> Attempt:
    """Return a bill that went to the phone."""
    build.notice(build.consumer(mobile=PHONE, account="9900001111"))
    return Attempt.objects.get(pk=send().attempt)


def code(of: Attempt) -> str:
    return code_of(of.pk, secret=settings.SECRET_KEY)


def writes(text: str, *, number: str = "in.1", **more: object) -> None:
    fold(messages=[{**say(text), "id": number, **more}])
    taking.hand_out(at=LATER)


def answers() -> list[str]:
    found = Notice.objects.filter(kind="answer").order_by("id")
    return [one.facts["words_en"] for one in found]


@pytest.mark.parametrize("text", ["VERIFY {}", "असली {}", "{}", "is this genuine? ... code {}"])
def test_a_message_of_ours_is_told_by_its_kind_and_day(bill: Attempt, text: str) -> None:
    writes(text.format(code(bill)))

    (said,) = answers()
    assert said.startswith("Yes, this message is ours: Bill, ")
    for secret in ("9900001111", "1111", PHONE, bill.notice.facts["amount"]):
        assert secret not in said
    assert not Unclear.objects.exists()


@pytest.mark.parametrize("text", ["VERIFY 9V4K2QXD3F4H7", "is this genuine", "kya ye message asli hai"])
def test_what_is_not_ours_is_said_so(bill: Attempt, text: str) -> None:
    writes(text)

    (said,) = answers()
    assert said.startswith("No message of ours has this code.")


def test_a_forwarded_message_of_ours_is_told_of_and_makes_no_complaint(bill: Attempt) -> None:
    writes(f"नमस्ते: खाता ..1111 का बिल, कोड {code(bill)}", context={"forwarded": True})

    assert answers()[0].startswith("Yes, this message is ours")
    assert Reply.objects.get().taken_by == "genuine"


def test_a_forged_one_is_kept_with_its_number(bill: Attempt) -> None:
    writes("FORGED 6000000001 your light will be cut tonight, call me")

    (one,) = listed()
    assert (one.sender, one.text.endswith("call me"), one.way) == ("6000000001", True, "whatsapp")
    assert "not ours" in answers()[0]


def test_our_own_header_is_no_forger(bill: Attempt) -> None:
    writes("fake VM-UPPCLT bill kyon aaya")

    assert listed() == []
    assert answers()[0].startswith("This number or header is ours")


def test_a_machine_that_guesses_is_answered_so_often_a_day(bill: Attempt) -> None:
    for place in range(25):
        writes(f"VERIFY 9V4K2QXD3F{place:04}", number=f"in.{place}")

    assert len(answers()) == 20


def test_a_letter_that_never_left_is_not_ours(bill: Attempt) -> None:
    Attempt.objects.filter(pk=bill.pk).update(
        state=Attempt.State.FAILED, accepted_at=None, sent_at=None, delivered_at=None, read_at=None
    )

    writes(f"VERIFY {code(bill)}")

    assert answers()[0].startswith("No message of ours")


@pytest.mark.parametrize("kind", ["message_ours", "message_not_ours"])
def test_an_sms_asks_nothing_and_costs_little(kind: str) -> None:
    texts = kinds()[kind].sms

    assert all("1930" in texts[language].text for language in Language)
