"""Forged messages: each sender and text once with its count, and never one of ours."""

from __future__ import annotations

import pytest

from bijlisetu.outbox.models import Sender
from bijlisetu.tracking.genuine.forged import IsOurs, NothingTold, listed, note
from tests.build import NOON

pytestmark = pytest.mark.django_db


def told(sender: str = "6000000001", text: str = "light cut tonight") -> None:
    note(sender=sender, text=text, way="web", at=NOON)


def test_the_same_one_told_again_is_counted_and_its_sender_stands_first() -> None:
    told("6000000002")
    for sender in ("6000000001", "+91 60000 00001", "06000000001"):
        told(sender)
    told(text="another text")

    found = listed()

    assert [(one.sender, one.times, one.by_sender) for one in found[:2]] in (
        [("6000000001", 3, 4), ("6000000001", 1, 4)],
        [("6000000001", 1, 4), ("6000000001", 3, 4)],
    )
    assert found[2].sender == "6000000002"


@pytest.mark.parametrize("sender", ["UPPCLT", "VM-UPPCLT", "VM-UPPCLT-S", "1912", "6000000009", "+91 60000-00009"])
def test_a_number_or_header_of_ours_is_no_forger(sender: str) -> None:
    Sender.objects.create(name="whatsapp:1", channel="whatsapp", shown="+91 60000 00009", changed_at=NOON)

    with pytest.raises(IsOurs):
        told(sender)
    assert listed() == []


def test_nothing_is_not_kept_and_a_long_text_is_cut() -> None:
    with pytest.raises(NothingTold):
        told("", "  ")
    told("", "x" * 5000)

    (one,) = listed()
    assert (one.sender, len(one.text)) == ("", 1000)
