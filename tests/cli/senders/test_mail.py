"""The settings of e-mail: what is wrong with one stops the start and is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bijlisetu.cli.senders import channels
from bijlisetu.plumbing.env import SettingMalformed, SettingMissing


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "dkim.pem"
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture(autouse=True)
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DKIM_SELECTOR", "DKIM_KEY_FILE", "MAIL_RETURN_DOMAIN"):
        monkeypatch.delenv(f"BIJLISETU_{name}", raising=False)
    monkeypatch.setenv("BIJLISETU_MAIL_FROM", "बिजली बिल <bill@example.in>")


def set_up(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"BIJLISETU_{name}", value)


def test_mail_is_not_signed_where_no_key_is_set() -> None:
    assert channels.mail_signer() is None


def test_mail_is_signed_in_the_name_of_its_sender(monkeypatch: pytest.MonkeyPatch, key: Path) -> None:
    set_up(monkeypatch, DKIM_SELECTOR="bill2026", DKIM_KEY_FILE=str(key), MAIL_RETURN_DOMAIN="bounces.example.in")

    signer = channels.mail_signer()

    assert signer is not None
    assert b" d=example.in; s=bill2026;" in signer.signed(b"From: bill@example.in\r\n\r\nx\r\n")


@pytest.mark.parametrize("name", ["DKIM_SELECTOR", "DKIM_KEY_FILE"])
def test_half_a_signature_is_refused(monkeypatch: pytest.MonkeyPatch, key: Path, name: str) -> None:
    set_up(monkeypatch, **{name: str(key)})

    with pytest.raises(SettingMissing, match="DKIM_SELECTOR and BIJLISETU_DKIM_KEY_FILE"):
        channels.mail_signer()


def test_a_key_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_up(monkeypatch, DKIM_SELECTOR="bill2026", DKIM_KEY_FILE=str(tmp_path / "none.pem"))

    with pytest.raises(SettingMalformed, match=r"DKIM_KEY_FILE .*none\.pem cannot be read: No such file"):
        channels.mail_signer()


def test_a_key_that_is_none_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    path.write_text("very secret")
    set_up(monkeypatch, DKIM_SELECTOR="bill2026", DKIM_KEY_FILE=str(path))

    with pytest.raises(SettingMalformed, match=r"DKIM_KEY_FILE .* no private key") as refused:
        channels.mail_signer()

    assert "secret" not in str(refused.value)


def test_a_selector_that_is_no_name_is_named(monkeypatch: pytest.MonkeyPatch, key: Path) -> None:
    set_up(monkeypatch, DKIM_SELECTOR="bill 2026", DKIM_KEY_FILE=str(key))

    with pytest.raises(SettingMalformed, match="DKIM_SELECTOR"):
        channels.mail_signer()


@pytest.mark.parametrize("sender", ["bill", "Bill, Desk <b@example.in>", "b@बिजली.example"])
def test_a_sender_one_cannot_answer_to_is_named(monkeypatch: pytest.MonkeyPatch, key: Path, sender: str) -> None:
    set_up(monkeypatch, MAIL_FROM=sender, DKIM_SELECTOR="bill2026", DKIM_KEY_FILE=str(key))

    with pytest.raises(SettingMalformed, match="MAIL_FROM"):
        channels.mail_signer()
