"""The SMS carrier as the environment describes it."""

from __future__ import annotations

import pytest

from bijlisetu.channels.sms.channel import Smpp
from bijlisetu.channels.sms.mobile_seva.channel import MobileSeva
from bijlisetu.cli.senders import channels
from bijlisetu.plumbing import env


async def inbound(_: bytes) -> None:
    """Take a record."""


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_URL", "smpp://user:secret@127.0.0.1:2775")
    for name in ("USER", "PASSWORD", "KEY"):
        monkeypatch.setenv(f"BIJLISETU_MOBILE_SEVA_{name}", "not-real")


@pytest.mark.parametrize(("name", "carrier"), [("", Smpp), ("smpp", Smpp), ("mobile_seva", MobileSeva)])
def test_the_carrier_is_chosen_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, carrier: type) -> None:
    monkeypatch.setenv("BIJLISETU_SMS_CARRIER", name)

    assert isinstance(channels.sms(inbound), carrier)


def test_all_the_habits_of_an_operator_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SMPP_BIND_AS": "pair",
        "SMPP_PER_SECOND": "30",
        "SMPP_SYSTEM_TYPE": "SMPP",
        "SMPP_LONG_MESSAGES": "sar",
        "SMPP_IDS": "hex_in_answer_decimal_in_receipt",
        "SMPP_ERRORS": "kaleyra",
        "SMPP_CHAIN": "1102000000000000001, 1102000000000000002",
        "SMPP_CHAIN_FORM": "ids",
        "SMPP_CHAIN_TAG": "0x1403",
        "SMS_SCRUB": "off",
    }.items():
        monkeypatch.setenv(f"BIJLISETU_{name}", value)

    assert isinstance(channels.sms(inbound), Smpp)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_CARRIER", "pigeon"),
        ("SMS_SCRUB", "maybe"),
        ("SMPP_BIND_AS", "receiver"),
        ("SMPP_LONG_MESSAGES", "short"),
        ("SMPP_IDS", "any"),
        ("SMPP_CHAIN", "1102,PVVNL"),
        ("SMPP_CHAIN_TAG", "1402"),
    ],
)
def test_a_setting_that_cannot_be_read_names_itself(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_CHAIN", "1102000000000000001")
    monkeypatch.setenv(f"BIJLISETU_{name}", value)

    with pytest.raises(env.SettingMalformed, match=f"BIJLISETU_{name}"):
        channels.sms(inbound)


def test_mobile_seva_needs_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIJLISETU_SMS_CARRIER", "mobile_seva")
    monkeypatch.delenv("BIJLISETU_MOBILE_SEVA_KEY")

    with pytest.raises(env.SettingMissing, match="BIJLISETU_MOBILE_SEVA_KEY"):
        channels.sms(inbound)
