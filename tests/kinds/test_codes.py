"""By every message of ours its receiver can ask whether it is ours: each text has the message's code, or a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import STAFF, Kind, Lane, MailText, SmsText
from bijlisetu.values import Language

TOLD = [kind for kind in kinds().values() if kind.purpose != STAFF]
#: Texts without either, and why that is better.
WITHOUT = {
    "number_code.whatsapp": "the words of a one-time password are Meta's",
    "number_code.sms": "of two codes in one message people would tell the wrong one to whoever asks for it",
    "number_code.sms.short": "as above",
    "correction.sms.short": "it may have three variables: the account, what was wrong, and what holds",
    "outage_planned.sms.short": "it may have three variables: the account, from when, and until when",
    "outage_soon.sms.short": "as above",
}


def without(kind: Kind) -> Iterator[str]:
    if any("genuine" not in text.parameters for text in kind.whatsapp.values()):
        yield f"{kind.name}.whatsapp"  # the link of a button can be pressed, but hardly be copied
    texts: dict[str, Mapping[Language, SmsText | MailText]] = {
        "sms": dict(kind.sms), "sms.short": dict(kind.short_sms), "email": dict(kind.email),
    }  # fmt: skip
    for name, each in texts.items():
        if any("{genuine}" not in text.text and "{link}" not in text.text for text in each.values()):
            yield f"{kind.name}.{name}"


@pytest.mark.parametrize("kind", TOLD, ids=[kind.name for kind in TOLD])
def test_each_text_has_a_code_or_a_link_to_ask_by(kind: Kind) -> None:
    assert set(without(kind)) == {name for name in WITHOUT if name.startswith(f"{kind.name}.")}


def test_one_time_passwords_alone_have_no_code_by_whatsapp() -> None:
    assert {kind.name for kind in TOLD if f"{kind.name}.whatsapp" in WITHOUT} == {
        kind.name for kind in TOLD if kind.lane is Lane.OTP and kind.whatsapp
    }
