"""What people write to the sealed address of a letter, and what servers say there in the languages of India."""

from __future__ import annotations

import pytest

from bijlisetu.channels.letter import Reason, Reply, Report, ReportState
from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces.door import parse, record_of
from bijlisetu.values import ChannelKind

TO = envelope_sender(4711, "bounces.example", secret="not a secret")
MINE = "ramesh@example.in"
NOT_MINE = "Ye mera connection nahi hai"
SERVER = "MAILER-DAEMON@mx.example"


def mail(text: str, *headers: str, sender: str = f"Ramesh <{MINE}>", subject: str = "Re: बिजली का बिल") -> bytes:
    head = [f"From: {sender}", f"To: {TO}", f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8", *headers]
    return "\r\n".join([*head, "", text.replace("\n", "\r\n")]).encode()


def said(content: bytes, *, is_from_nobody: bool = False) -> Reply | Report | None:
    return next(iter(parse(record_of(TO, content, is_from_nobody=is_from_nobody))), None)


def test_a_persons_words_are_a_reply_to_their_letter() -> None:
    reply = said(mail(NOT_MINE, "Message-ID: <1@example.in>"))

    assert isinstance(reply, Reply)
    assert (reply.channel, reply.sender, reply.text) == (ChannelKind.EMAIL, MINE, NOT_MINE)
    assert (reply.attempt, reply.carrier_id) == (4711, "<1@example.in>")


@pytest.mark.parametrize(
    "quoted",
    [
        "> आपका बिल",
        "On Sat, 28 Nov 2026 at 10:00, Bijli <bill@bijli.example> wrote:\n> आपका बिल",
        "On Sat, 28 Nov 2026 at 10:00, Bijli Bill\n<bill@bijli.example> wrote:\n\n> आपका बिल",
        "शनि, 28 नव॰ 2026 को 10:00 पर बिजली बिल <bill@bijli.example> ने लिखा:\n> आपका बिल",
        "-----Original Message-----\nFrom: Bijli",
        "________________________________\nFrom: Bijli",
        "From: Bijli\nSent: Saturday",
        "Sent from my iPhone",
        "-- \nRamesh",
    ],
)
def test_what_the_mail_program_adds_is_left_out(quoted: str) -> None:
    reply = said(mail(f"{NOT_MINE}\n\n{quoted}"))

    assert isinstance(reply, Reply)
    assert reply.text == NOT_MINE


def test_a_mail_without_words_says_what_its_subject_says() -> None:
    reply = said(mail("", subject="STOP"))

    assert isinstance(reply, Reply)
    assert reply.text == "STOP"
    assert said(mail("")) is None


def test_words_are_kept_within_bounds() -> None:
    reply = said(mail("bill " * 20_000))

    assert isinstance(reply, Reply)
    assert len(reply.text) <= 2000


@pytest.mark.parametrize(
    "machine",
    [
        mail("Thank you for your mail.", "Auto-Submitted: auto-replied"),
        mail("Thank you for your mail.", "Precedence: bulk"),
        mail("Thank you for your mail.", "X-Autoreply: yes"),
        mail("News of the day", "List-Id: <news.example.in>"),
        mail("I am out of office until Monday."),
        mail("मैं छुट्टी पर हूँ"),
        mail(NOT_MINE, sender=""),
    ],
)
def test_a_machine_says_nothing_in_a_persons_name(machine: bytes) -> None:
    assert said(machine) is None


def test_what_comes_from_nobody_is_no_persons() -> None:
    assert said(mail(NOT_MINE), is_from_nobody=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "आपका संदेश नहीं पहुँच सका।",
        "आपका संदेश ramesh@example.in तक नहीं पहुँचाया जा सका",
        "आपकी ई-मेल डिलीवर नहीं हो सकी।",
        "संदेश वितरित नहीं किया जा सका",
        "मेल डिलीवरी विफल रही",
        "आपका मेल वापस लौटाया जा रहा है",
        "Aapka sandesh nahi pahunch saka",
        "तुमचा संदेश पोहोचू शकला नाही",
        "আপনার বার্তা পৌঁছানো যায়নি",
        "તમારો સંદેશ પહોંચાડી શકાયો નથી",
        "ਤੁਹਾਡਾ ਸੁਨੇਹਾ ਪਹੁੰਚ ਨਹੀਂ ਸਕਿਆ",
        "உங்கள் செய்தியை வழங்க முடியவில்லை",
        "మీ సందేశం చేరలేదు",
        "ನಿಮ್ಮ ಸಂದೇಶವನ್ನು ತಲುಪಿಸಲಾಗಲಿಲ್ಲ",
        "നിങ്ങളുടെ സന്ദേശം എത്തിക്കാൻ കഴിഞ്ഞില്ല",
        "ଆପଣଙ୍କ ବାର୍ତ୍ତା ପହଞ୍ଚି ପାରିଲା ନାହିଁ",
        "آپ کا پیغام نہیں پہنچ سکا",
    ],
)
def test_a_server_may_tell_in_a_language_of_india_that_the_letter_did_not_arrive(text: str) -> None:
    by_name, by_envelope = (
        said(mail(text, sender=SERVER, subject="सूचना")),
        said(mail(text, sender="suchna@example.in", subject="सूचना"), is_from_nobody=True),
    )

    for report in (by_name, by_envelope):
        assert isinstance(report, Report)
        assert (report.state, report.attempt) == (ReportState.FAILED, 4711)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("संदेश नहीं पहुँचा: मेलबॉक्स भर गया है", Reason.MAILBOX_FULL),
        ("संदेश नहीं पहुँचा: यह पता नहीं मिला", Reason.MAILBOX_DEAD),
        ("संदेश नहीं पहुँचा: ऐसा कोई खाता नहीं", Reason.MAILBOX_DEAD),
        ("संदेश नहीं पहुँचा", Reason.OTHER),
    ],
)
def test_a_server_tells_why_in_hindi(text: str, reason: Reason) -> None:
    report = said(mail(text, sender=SERVER, subject="सूचना"))

    assert isinstance(report, Report)
    assert report.reason == reason


def test_what_is_only_late_in_hindi_has_not_failed() -> None:
    text = "आपका संदेश अभी तक नहीं पहुँचा है, फिर से प्रयास किया जाएगा"

    assert said(mail(text, sender=SERVER, subject="सूचना"), is_from_nobody=True) is None


def test_a_person_may_complain_that_nothing_came() -> None:
    reply = said(mail("बिल नहीं पहुँचा", subject="मुझे बिल नहीं पहुँचा"))

    assert isinstance(reply, Reply)
