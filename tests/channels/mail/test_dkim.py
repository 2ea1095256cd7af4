"""Our signature under a mail, looked at by another's eyes (dkimpy) and keys told by hand, without a DNS."""

from __future__ import annotations

import base64
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Attachment
from bijlisetu.channels.mail.body import posted
from bijlisetu.channels.mail.dkim import NotASelector, NotASigningKey, Signer
from tests.channels.mail.local_mail import SECRET, mail, post_office, smtp
from tests.channels.on_a_loop import on_a_loop

RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
UNSUBSCRIBE = "https://bill.example.in/u/token"
BILL = Attachment(filename="बिल.pdf", mime_type="application/pdf", link="https://bill.example.in/c/t.pdf")


def pem(key: Any) -> bytes:
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made


def record_of(key: Any) -> bytes:
    """What the DNS would say of the key."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(key.public_key().public_bytes_raw())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def is_good(message: bytes, key: Any) -> bool:
    def asked(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"bill2026._domainkey.bijli.example."
        return record_of(key)

    good: bool = dkim.verify(message, dnsfunc=asked)
    return good


def signer(key: Any = RSA) -> Signer:
    return Signer(domain="bijli.example", selector="bill2026", key=pem(key))


def signed(key: Any = RSA, *, attached: bytes | None = None, **content: Any) -> bytes:
    letter = mail(**{"unsubscribe": UNSUBSCRIBE, **content})
    return posted(
        letter, sender="बिजली <bill@bijli.example>", return_domain="bounces.example", secret=SECRET,
        attached=attached, signer=signer(key),
    ).octets  # fmt: skip


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_another_finds_the_signature_good(key: Any) -> None:
    assert is_good(signed(key), key)
    assert is_good(signed(key, attachment=BILL, attached=bytes(range(256)) * 99), key)


def test_another_key_makes_another_signature() -> None:
    assert not is_good(signed(ED25519), ed25519.Ed25519PrivateKey.generate())


@pytest.mark.parametrize(
    "name",
    ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Unsubscribe",
     "List-Unsubscribe-Post"],
)  # fmt: skip
def test_a_header_changed_on_the_way_breaks_it(name: str) -> None:
    changed = signed().replace(f"\r\n{name}: ".encode(), f"\r\n{name}: x".encode(), 1)

    assert not is_good(changed, RSA)


@pytest.mark.parametrize("name", ["From", "To", "Subject"])
def test_a_second_one_added_on_the_way_breaks_it(name: str) -> None:
    assert not is_good(f"{name}: thief@example.org\r\n".encode() + signed(), RSA)


def test_words_changed_on_the_way_break_it() -> None:
    whole = signed(text="Pay Rs 1253", html="x")

    assert not is_good(whole.replace(b"1253", b"9253"), RSA)


def test_spaces_changed_on_the_way_do_not() -> None:
    whole = signed(text="Pay  Rs  1253", html="x")

    assert is_good(whole.replace(b"Pay  Rs  1253", b"Pay Rs 1253  ") + b"\r\n\r\n", RSA)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.text(max_size=60))
@settings(max_examples=60)
def test_any_words_can_be_signed(text: str, subject: str) -> None:
    assert is_good(signed(ED25519, text=text.replace("\x00", ""), html="", subject=subject), ED25519)


@on_a_loop
async def test_what_arrives_is_signed() -> None:
    async with post_office() as post, smtp(post.port, signer=signer()) as channel:
        await channel.send(mail(text=".\n..\nFrom me\n"))

    assert is_good(post.taken[0].original_content or b"", RSA)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (b"", "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----\n", "no private key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "RSA or Ed25519"),
        (pem(RSA).replace(b"M", b"N"), "no private key"),
    ],
)
def test_a_key_that_cannot_sign_is_named(key: bytes, why: str) -> None:
    with pytest.raises(NotASigningKey, match=why):
        Signer(domain="bijli.example", selector="bill2026", key=key)


@pytest.mark.parametrize("selector", ["", "a b", "-", "x;d=evil.example", "बिल"])
def test_a_selector_that_is_no_name_is_refused(selector: str) -> None:
    with pytest.raises(NotASelector):
        Signer(domain="bijli.example", selector=selector, key=pem(ED25519))
