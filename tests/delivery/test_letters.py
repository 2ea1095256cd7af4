"""Every message of an outage carries its own code, whatever carries it, and the code names that message alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.channels.letter import Mail, Sms
from bijlisetu.channels.whatsapp.content import Template
from bijlisetu.delivery.actions import Claimed
from bijlisetu.delivery.letters import Pen
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import FactType, Kind, Lane
from bijlisetu.plumbing.database.months import A_MONTH
from bijlisetu.plumbing.genuine import numbers_in
from bijlisetu.values import ChannelKind, Language
from tests.build import NOON

SECRET = "s"
TRY = 202611 * A_MONTH + 77
PEN = Pen(kinds=kinds(), public_url="https://bill.example.in", secret=SECRET)
OUTAGES = [
    f"outage_{name}" for name in ("back", "breakdown", "cancelled", "changed", "planned", "soon", "unknown")
]  # fmt: skip
SAID = {FactType.MOMENT: "2026-11-22T10:00:00+05:30"}


def facts(kind: Kind) -> dict[str, str]:
    return {name: SAID.get(sort, "1234") for name, sort in kind.posted.items()}


def words(content: object) -> str:
    if isinstance(content, Template):
        return " ".join(content.body)
    assert isinstance(content, Sms | Mail)
    return content.text


@pytest.mark.parametrize("name", OUTAGES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", [ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL])
def test_a_message_of_an_outage_has_its_code(name: str, language: Language, channel: ChannelKind) -> None:
    claimed = Claimed(
        attempt=TRY, channel=channel, address="916000000001", kind=name, facts=facts(kinds()[name]), language=language,
        expires_at=NOON + timedelta(hours=1), tries=0, lane=Lane.OUTAGE, wait=timedelta(hours=1), claimed_at=NOON,
    )  # fmt: skip

    said = words(PEN.write(claimed, at=NOON).content)

    assert list(numbers_in(said, secret=SECRET)) == [TRY]


def test_a_kind_without_a_place_for_it_makes_none() -> None:
    assert not kinds()["number_code"].shows_genuine
    assert kinds()["outage_back"].shows_genuine
