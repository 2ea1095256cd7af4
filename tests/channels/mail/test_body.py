"""What an e-mail looks like to the standard library's strict reader, whatever its words are."""

from __future__ import annotations

import email
import re
import unicodedata
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Attachment
from bijlisetu.channels.mail.body import posted
from tests.channels.mail.local_mail import PERSON, SECRET, SENDER, mail, read

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
BILL = Attachment(filename="बिल-1234.pdf", mime_type="application/pdf", link="https://bill.example.in/c/t.pdf")
BY_HAND = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


def octets(*, attached: bytes | None = None, sender: str = SENDER, **content: Any) -> bytes:
    letter = mail(**content)
    return posted(letter, sender=sender, return_domain="bounces.example", secret=SECRET, attached=attached).octets


def message(**more: Any) -> EmailMessage:
    return read(octets(**more))


def texts(of: EmailMessage) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in of.walk() if part.get_content_maintype() == "text"]


def test_it_is_readable_in_hindi_in_both_its_forms() -> None:
    found = message()

    assert found["From"].addresses[0].display_name == "बिजली सेतु"
    assert found["From"].addresses[0].addr_spec == "bill@bijli.example"
    assert (found["To"], found["Subject"]) == (PERSON, "बिजली बिल ..1234")
    assert found["Date"].datetime is not None
    assert found["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[\d.]+4711@bounces\.example>", found["Message-ID"])
    assert found.get_content_type() == "multipart/alternative"
    assert texts(found) == ["देय ₹ 1,253\n", "<p>देय <b>₹ 1,253</b></p>\n"]
    assert not found.defects


def test_every_server_can_carry_it() -> None:
    whole = octets(text="लंबा " * 2000, html="x" * 5000, subject="बहुत लंबा विषय " * 40, attached=PDF, attachment=BILL)

    assert whole.isascii()
    assert max(map(len, whole.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", whole)


@pytest.mark.parametrize(("text", "coding"), [("बिजली का बिल", "base64"), ("Bill: ₹ 1,253 = due", "quoted-printable")])
def test_its_words_are_coded_as_is_shorter(text: str, coding: str) -> None:
    plain = message(text=text).get_body(("plain",))

    assert plain is not None
    assert plain["Content-Transfer-Encoding"] == coding


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    found = message(subject="Bill\r\nBcc: all@example.in")

    assert (found["Subject"], found["Bcc"]) == ("Bill Bcc: all@example.in", None)


@pytest.mark.parametrize("subject", ["=?utf-8?q?no_code?=", "a" * 300, "", "Bill  of   May", 'वह बोला "हाँ", <ok>'])
def test_a_subject_arrives_as_it_is_written(subject: str) -> None:
    assert message(subject=subject)["Subject"] == " ".join(subject.split())


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("b@x.example", ""),
        ('"Bill, Desk" <b@x.example>', "Bill, Desk"),
        ("Bijli Bill <b@x.example>", "Bijli Bill"),
        ("पश्चिमांचल विद्युत वितरण निगम लिमिटेड बिल विभाग <b@x.example>", "पश्चिमांचल विद्युत वितरण निगम लिमिटेड बिल विभाग"),
    ],
)
def test_the_sender_is_named_as_it_is_set(sender: str, name: str) -> None:
    # The strict reader of Python 3.11 puts a space between two encoded words of a name; the older one does not.
    shown, address = parseaddr(str(email.message_from_bytes(octets(sender=sender))["From"]))

    assert (str(make_header(decode_header(shown))), address) == (name, "b@x.example")


@given(BY_HAND)
@settings(max_examples=300)
def test_any_subject_arrives(subject: str) -> None:
    assert message(subject=subject)["Subject"] == " ".join(subject.split())


@given(BY_HAND, BY_HAND)
@settings(max_examples=300)
def test_any_words_arrive(first: str, second: str) -> None:
    text = f"{first}\n{second}\n\n.\nFrom here"

    plain, page = texts(message(text=text, html=f"<p>{text}</p>"))

    assert plain.splitlines() == text.splitlines()
    assert page.splitlines() == f"<p>{text}</p>".splitlines()


def test_a_bill_goes_along_under_its_hindi_name() -> None:
    found = message(attached=PDF, attachment=BILL)

    [file] = found.iter_attachments()
    assert isinstance(file, EmailMessage)
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "बिल-1234.pdf")
    assert file.get_content() == PDF
    assert [unicodedata.name(text[0]) for text in texts(found)] == ["DEVANAGARI LETTER DA", "LESS-THAN SIGN"]


def test_what_may_be_refused_can_be_by_one_click() -> None:
    found = message(unsubscribe="https://bill.example.in/u/token")

    assert found["List-Unsubscribe"] == "<https://bill.example.in/u/token>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_bill_cannot_be_refused() -> None:
    assert "List-Unsubscribe" not in message()
