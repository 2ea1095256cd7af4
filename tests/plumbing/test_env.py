"""Settings name themselves when they are wrong, and never show a password."""

from __future__ import annotations

import enum

import pytest

from bijlisetu.plumbing import env


def test_a_missing_setting_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIJLISETU_WHATSAPP_TOKEN", raising=False)

    with pytest.raises(env.SettingMissing, match="BIJLISETU_WHATSAPP_TOKEN"):
        env.text("WHATSAPP_TOKEN")


@pytest.mark.parametrize(
    "text", ["smpp:/x", "http://h:1", "smpp://user:secret@", "smpp://h:notaport", "smpp://h:99999", "smpp://[::1"]
)
def test_a_malformed_endpoint_names_itself_and_keeps_the_password(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_URL", text)

    with pytest.raises(env.SettingMalformed, match="BIJLISETU_SMPP_URL") as refused:
        env.endpoint("SMPP_URL", scheme="smpp", port=2775)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["smpp", "smtp"])
def test_tls_is_not_promised(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("BIJLISETU_CARRIER_URL", f"{scheme}s://user:secret@h:1")

    with pytest.raises(env.SettingMalformed, match=r"CARRIER_URL .* TLS") as refused:
        env.endpoint("CARRIER_URL", scheme=scheme, port=1)

    assert "secret" not in str(refused.value)


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


def test_a_choice_is_the_first_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIJLISETU_COLOUR", raising=False)
    unset = env.one_of("COLOUR", Colour)
    monkeypatch.setenv("BIJLISETU_COLOUR", "blue")

    assert (unset, env.one_of("COLOUR", Colour)) == (Colour.RED, Colour.BLUE)


def test_what_is_no_choice_is_told_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIJLISETU_COLOUR", "green")

    with pytest.raises(env.SettingMalformed, match="BIJLISETU_COLOUR must be one of red, blue, not 'green'"):
        env.one_of("COLOUR", Colour)


@pytest.mark.parametrize("text", ["bill.example.in", "ftp://h", "http://[::1", "http://h:99999"])
def test_a_malformed_web_address_names_itself(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_PUBLIC_URL", text)

    with pytest.raises(env.SettingMalformed, match="PUBLIC_URL"):
        env.web_address("PUBLIC_URL")


@pytest.mark.parametrize(
    "text",
    [
        "garbage", "postgresql://x:secret@h/db?foo=bar", "mysql://x:secret@h/db", "mysql://x:secret@h/db?a=b",
        "postgresql://x:secret@[::1/db", "postgresql://x:secret/more@h/db",
    ],
)  # fmt: skip
def test_a_malformed_database_names_its_setting_and_keeps_the_password(text: str) -> None:
    with pytest.raises(env.SettingMalformed, match="BIJLISETU_DATABASE_URL") as refused:
        env.database_parts(text)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://us:p%40ss@h:5433/db",
        "postgres://us:p%40ss@h:5433/db",
        "host=h port=5433 user=us password=p@ss dbname=db",
    ],
)
def test_a_database_is_taken_apart(text: str) -> None:
    assert env.database_parts(text) == {"host": "h", "port": "5433", "user": "us", "password": "p@ss", "dbname": "db"}


def test_an_endpoint_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIJLISETU_SMPP_URL", "smpp://us%40er:pa%3Ass@sms.example.in")

    assert env.endpoint("SMPP_URL", scheme="smpp", port=2775) == ("sms.example.in", 2775, "us@er", "pa:ss")


@pytest.mark.parametrize("text", ["x", "0", "-1", "nan", "inf"])
def test_a_number_out_of_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_CLOCK_FACTOR", text)

    with pytest.raises(env.SettingMalformed, match="CLOCK_FACTOR"):
        env.number("CLOCK_FACTOR", 1, least=1)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", "none")),
        ("smtp://localhost", ("localhost", 25, "", "", "none")),
        ("smtp://us%40er:pa%3Ass@relay.example.in", ("relay.example.in", 587, "us@er", "pa:ss", "starttls")),
        ("smtp://relay.example.in:25", ("relay.example.in", 25, "", "", "starttls")),
        ("smtp://relay.example.in?tls=none", ("relay.example.in", 25, "", "", "none")),
        ("smtp://localhost:587?tls=starttls", ("localhost", 587, "", "", "starttls")),
        ("smtps://us:pa@relay.example.in", ("relay.example.in", 465, "us", "pa", "implicit")),
    ],
)
def test_a_mail_server_is_taken_apart(
    monkeypatch: pytest.MonkeyPatch, url: str, server: tuple[str, int, str, str, str]
) -> None:
    monkeypatch.setenv("BIJLISETU_SMTP_URL", url)

    at, tls = env.mail_server("SMTP_URL")

    assert (*at, tls) == server


@pytest.mark.parametrize(
    "url",
    [
        "relay.example.in", "http://us:secret@h", "smtp://us:secret@", "smtp://us:secret@h:99999", "smtp://us:secret@h/x",
        "smtp://us:secret@h?tls=maybe", "smtp://us:secret@h?verify=no", "smtps://us:secret@h?tls=none",
    ],
)  # fmt: skip
def test_a_malformed_mail_server_names_itself_and_keeps_the_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BIJLISETU_SMTP_URL", url)

    with pytest.raises(env.SettingMalformed, match="BIJLISETU_SMTP_URL") as refused:
        env.mail_server("SMTP_URL")

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("text", ["10.0.0.1/8", "proxy.example.in", "10.0.0", "*"])
def test_what_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIJLISETU_TRUSTED_PROXIES", f"10.0.0.1, {text}")

    with pytest.raises(env.SettingMalformed, match="BIJLISETU_TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")
