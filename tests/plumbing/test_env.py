"""Settings name themselves when they are wrong, and never show a password."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing import env


def test_a_missing_setting_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIJLISETU_WHATSAPP_TOKEN", raising=False)

    with pytest.raises(env.SettingMissing, match="BIJLISETU_WHATSAPP_TOKEN"):
        env.text("WHATSAPP_TOKEN")


@pytest.mark.parametrize(
    "text", ["smpp:/x", "http://h:1", "smpp://user:secret@", "smpp://h:notaport", "smpp://h:99999"]
)
def test_a_malformed_endpoint_names_itself_and_keeps_the_password(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_URL", text)

    with pytest.raises(env.SettingMalformed, match="BIJLISETU_SMPP_URL") as refused:
        env.endpoint("SMPP_URL", scheme="smpp", port=2775)

    assert "secret" not in str(refused.value)


def test_an_endpoint_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_URL", "smpp://us%40er:pa%3Ass@sms.example.in")

    assert env.endpoint("SMPP_URL", scheme="smpp", port=2775) == ("sms.example.in", 2775, "us@er", "pa:ss")


@pytest.mark.parametrize("text", ["x", "0", "-1", "nan", "inf"])
def test_a_number_out_of_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_CLOCK_FACTOR", text)

    with pytest.raises(env.SettingMalformed, match="CLOCK_FACTOR"):
        env.number("CLOCK_FACTOR", 1, least=1)
