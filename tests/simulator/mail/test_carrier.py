from __future__ import annotations

import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.behaviour import Person
from bijlisetu.simulator.process import standing
from tests.simulator.carriers_world import hearing, logged, on_a_loop, options, product, quiet, row, until

NOBODY = Person(works=False, whatsapp=False, reads=False, belongs=False, objects=False, confirms=False)
READER = "reader@mail.example"
SILENT = "silent@mail.example"
BOXES = [f"dead{number}@mail.example" for number in range(20)]
REFUSED = next(box for box in BOXES if behaviour.is_refused_at_once(seed=1, mailbox=box, person=NOBODY))
BOUNCING = next(box for box in BOXES if not behaviour.is_refused_at_once(seed=1, mailbox=box, person=NOBODY))
RETURN_PATH = "bounce+77@bijli.example"
DISTRICT = (
    row("380000001111", READER, "works", "reads", "belongs", kind="email"),
    row("380000002222", SILENT, "works", "belongs", kind="email"),
    row("380000003333", REFUSED, kind="email"),
    row("380000004444", BOUNCING, kind="email"),
)


def letter(link: str = "https://x.example/b/t") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "खाता ..1111 का बिल"
    message["Message-ID"] = "<77@bijli.example>"
    message.set_content(f"खाता ..1111 का बिल: {link}\n")
    message.add_alternative(f'<p><a href="{link}">बिल देखें</a></p>', subtype="html")
    return message


@asynccontextmanager
async def client(setting: Options) -> AsyncIterator[aiosmtplib.SMTP]:
    async with standing("smtp", setting) as (at, _), aiosmtplib.SMTP(hostname=at.host, port=at.port) as smtp:
        yield smtp


@on_a_loop
async def test_a_reader_opens_the_bill(tmp_path: Path) -> None:
    async with product() as listening:
        setting = hearing(options(tmp_path, rows=DISTRICT), listening)
        async with client(setting) as smtp:
            await smtp.send_message(letter(f"{listening.url}/b/t"), sender=RETURN_PATH, recipients=[READER, SILENT])
            await until(lambda: logged(setting, "SELECT * FROM statuses"))

    assert listening.seen == ["/b/t", "/b/t/bill.pdf"]
    rows = logged(setting, "SELECT address, account, sender, status FROM messages JOIN statuses ON message = id")
    assert rows == [(READER, "1111", RETURN_PATH, "opened")]
    assert logged(setting, "SELECT count(*) FROM messages") == [(2,)]


@on_a_loop
async def test_a_reader_who_is_led_back_to_the_page_has_not_opened_the_bill(tmp_path: Path) -> None:
    async with product() as listening:
        listening.led_back = 1
        setting = hearing(options(tmp_path, rows=DISTRICT), listening)
        async with client(setting) as smtp:
            await smtp.send_message(letter(f"{listening.url}/b/t"), sender=RETURN_PATH, recipients=[READER])
            await until(lambda: logged(setting, "SELECT * FROM statuses"))

    assert listening.seen == ["/b/t", "/b/t/bill.pdf", "/b/t", "/b/t", "/b/t/bill.pdf"]


@on_a_loop
async def test_half_of_the_dead_mailboxes_are_refused_at_rcpt(tmp_path: Path) -> None:
    async with client(options(tmp_path, rows=DISTRICT)) as smtp:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter(), sender=RETURN_PATH, recipients=[REFUSED])

    assert (refusal.value.recipients[0].code, refusal.value.recipients[0].message[:5]) == (550, "5.1.1")


@on_a_loop
async def test_the_other_half_bounces_to_the_envelope_sender(tmp_path: Path) -> None:
    async with product() as listening:
        setting = hearing(options(tmp_path, rows=DISTRICT), listening)
        async with client(setting) as smtp:
            await smtp.send_message(letter(), sender=RETURN_PATH, recipients=[BOUNCING])
            await until(lambda: logged(setting, "SELECT * FROM statuses WHERE status = 'bounced'"))

    [mail] = listening.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("<>", [RETURN_PATH])
    bounce = email.message_from_bytes(mail.content or b"", policy=email.policy.default)
    assert bounce.get_content_type() == "multipart/report"
    assert bounce.get_param("report-type") == "delivery-status"
    _, status, original = bounce.iter_parts()
    about_message, about_recipient = status.iter_parts()
    assert about_message["Reporting-MTA"]
    assert (about_recipient["Action"], about_recipient["Status"]) == ("failed", "5.1.1")
    assert BOUNCING in about_recipient["Final-Recipient"]
    assert "<77@bijli.example>" in original.as_string()


@on_a_loop
async def test_a_bounce_waits_for_a_listener(tmp_path: Path) -> None:
    setting = options(tmp_path, rows=DISTRICT)
    async with client(setting) as smtp:
        await smtp.send_message(letter(), sender=RETURN_PATH, recipients=[BOUNCING])
        await until(lambda: logged(setting, "SELECT * FROM pending WHERE count = 1"))
    async with product() as listening, client(hearing(setting, listening)):
        await until(lambda: listening.mails)


@on_a_loop
async def test_a_bounce_does_not_bounce(tmp_path: Path) -> None:
    setting = options(tmp_path, rows=DISTRICT)
    async with client(setting) as smtp:
        await smtp.send_message(letter(), sender="", recipients=[BOUNCING])
        await quiet(setting)

    assert logged(setting, "SELECT count(*) FROM messages") == [(1,)]
