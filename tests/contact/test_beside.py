"""Words beside a number that shut a channel."""

from __future__ import annotations

import pytest

from bijlisetu.contact.beside import channels_shut
from bijlisetu.contact.written import numbers_in

ONE, TWO = "6003200211", "6003200212"
WHATSAPP, SMS = {"whatsapp"}, {"sms"}


@pytest.mark.parametrize(
    ("said", "shut"),
    [
        ("no whatsapp", WHATSAPP),
        ("not on whatsapp", WHATSAPP),
        ("no whats app", WHATSAPP),
        ("dont use whatsapp", WHATSAPP),
        ("without whatsapp", WHATSAPP),
        ("whatsapp nahi hai", WHATSAPP),
        ("whatsapp par nahi", WHATSAPP),
        ("whatsapp not available", WHATSAPP),
        ("whatsapp band", WHATSAPP),
        ("व्हाट्सएप नहीं है", WHATSAPP),
        ("बिना व्हाट्सएप", WHATSAPP),
        ("sms only", WHATSAPP),
        ("only sms", WHATSAPP),
        ("sirf sms", WHATSAPP),
        ("dnd", WHATSAPP),
        ("dnd active", WHATSAPP),
        ("keypad phone", WHATSAPP),
        ("no sms", SMS),
        ("whatsapp only", SMS),
        ("केवल व्हाट्सएप", SMS),
        ("call only", WHATSAPP | SMS),
        ("only for calls", WHATSAPP | SMS),
        ("no message", WHATSAPP | SMS),
        ("msg mat", WHATSAPP | SMS),
        ("no call", set()),
        ("whatsapp no", set()),
        ("whatsapp number", set()),
        ("whatsapp", set()),
        ("sms", set()),
        ("son", set()),
        ("", set()),
    ],
)
def test_words_shut_channels(said: str, shut: set[str]) -> None:
    assert channels_shut(said).shut == shut


@pytest.mark.parametrize(
    "text", [f"{ONE} (no whatsapp)", f"{ONE} no whatsapp", f"{ONE} / not on whatsapp", f"DND {ONE}", f"{ONE} [DND]"]
)
def test_the_number_is_taken_the_channel_shut_and_it_is_told(text: str) -> None:
    found = numbers_in(text)

    assert found.values == [f"91{ONE}"]
    assert found.shut == {f"91{ONE}": WHATSAPP}
    assert [left.why for left in found.left] == ["channel"]


def test_words_speak_of_the_number_that_they_stand_beside() -> None:
    found = numbers_in(f"{ONE} (no whatsapp), {TWO}")

    assert found.values == [f"91{ONE}", f"91{TWO}"]
    assert found.shut == {f"91{ONE}": WHATSAPP}


def test_other_words_are_told_as_before() -> None:
    assert [left.why for left in numbers_in(f"{ONE} (no whatsapp) chacha").left] == ["channel", "remark"]
    assert numbers_in(f"{ONE} wrong").values == []
    assert numbers_in(f"{ONE} (whatsapp no)").shut == {}
