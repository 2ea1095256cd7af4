"""E-mail: beside aiosmtpd's server, and a bare one for what a good one does not do."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from contextlib import AsyncExitStack

import pytest
from local_mail import PERSON, SECRET, bare_post, hang_up, mail, post_office, smtp
from on_a_loop import on_a_loop, until

from bijlisetu.channels.letter import ChannelRefused, Letter, Outcome, Reason, Sms
from bijlisetu.channels.mail import Smtp
from bijlisetu.channels.mail_body import envelope_sender


def went_out_as(attempt: int) -> str:
    return envelope_sender(attempt, "bounces.example", secret=SECRET)


@on_a_loop
async def test_a_letter_is_readable_in_hindi_in_both_its_forms() -> None:
    async with post_office() as post, smtp(post.port) as channel:
        await channel.send(mail())

    [taken] = post.taken
    message = email.message_from_bytes(taken.original_content or b"", policy=email.policy.default)
    assert message["From"].addresses[0].display_name == "बिजली सेतु"
    assert message["From"].addresses[0].addr_spec == "bill@bijli.example"
    assert (message["To"], message["Subject"]) == (PERSON, "बिजली बिल ..1234")
    assert message["Date"].datetime is not None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()  # type: ignore[union-attr]
    assert plain.get_content().strip() == "देय ₹ 1,253"
    assert html.get_content().strip() == "<p>देय <b>₹ 1,253</b></p>"
    assert (taken.original_content or b"").isascii()
    assert max(map(len, (taken.original_content or b"").splitlines())) <= 998


@on_a_loop
async def test_a_bounce_will_find_its_attempt_by_the_envelope() -> None:
    async with post_office() as post, smtp(post.port) as channel:
        await channel.send(mail(4711))

    assert (post.taken[0].mail_from, post.taken[0].rcpt_tos) == (went_out_as(4711), [PERSON])


@on_a_loop
async def test_an_accepted_letter_brings_its_message_id() -> None:
    async with post_office() as post, smtp(post.port) as channel:
        first, second = await channel.send(mail()), await channel.send(mail())

    ids = [email.message_from_bytes(taken.original_content or b"")["Message-ID"] for taken in post.taken]
    assert first.outcome is second.outcome is Outcome.ACCEPTED
    assert [f"<{first.carrier_id}>", f"<{second.carrier_id}>"] == ids
    assert first.carrier_id != second.carrier_id


@on_a_loop
async def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    async with post_office() as post, smtp(post.port) as channel:
        await channel.send(mail(subject="Bill\r\nBcc: all@example.in"))

    message = email.message_from_bytes(post.taken[0].original_content or b"")
    assert (message["Subject"], message["Bcc"]) == ("Bill Bcc: all@example.in", None)


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "reason"),
    [
        ("rcpt", "550 5.1.1 no such user", Outcome.REFUSED, Reason.MAILBOX_DEAD),
        ("rcpt", "550 user unknown", Outcome.REFUSED, Reason.MAILBOX_DEAD),
        ("rcpt", "552 5.2.2 mailbox full", Outcome.REFUSED, Reason.MAILBOX_FULL),
        ("rcpt", "552 too much mail", Outcome.REFUSED, Reason.MAILBOX_FULL),
        ("rcpt", "550 5.7.1 not from you", Outcome.REFUSED, Reason.OTHER),
        ("rcpt", "550 5.9.9 who knows", Outcome.REFUSED, Reason.OTHER),
        ("rcpt", "450 4.2.0 greylisted", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        ("rcpt", "452 4.2.2 mailbox full just now", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        ("mail", "550 5.7.1 sender not allowed", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("mail", "530 5.7.0 authentication required", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("mail", "451 4.3.0 later", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        ("data", "554 5.6.0 content refused", Outcome.REFUSED, Reason.TEXT_REFUSED),
        ("data", "552 5.2.2 mailbox full", Outcome.REFUSED, Reason.MAILBOX_FULL),
        ("data", "554 no", Outcome.REFUSED, Reason.TEXT_REFUSED),
        ("data", "451 4.3.0 later", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
    ],
)
@on_a_loop
async def test_a_refusal_is_translated(step: str, answer: str, outcome: Outcome, reason: Reason) -> None:
    async with post_office(**{step: answer}) as post, smtp(post.port, at_once=1) as channel:
        verdict = await channel.send(mail())
        setattr(post, step, "250 OK" if step == "data" else "")
        good = await channel.send(mail())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.detail.startswith(answer[:3])
    assert PERSON not in verdict.detail
    assert (verdict.wait > 0) == (outcome is Outcome.TRY_LATER)
    assert good.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_line_dropped_while_idle_costs_no_letter() -> None:
    async with post_office() as post, smtp(post.port, at_once=1) as channel:
        await channel.send(mail(1))
        hang_up(post)
        verdict = await channel.send(mail(2))

    assert verdict.outcome is Outcome.ACCEPTED
    assert [taken.mail_from for taken in post.taken] == [went_out_as(1), went_out_as(2)]


def script(*, on: str, say: str) -> object:
    """Answer politely, but on the command say this, and end the line."""

    def step(line: str, writer: asyncio.StreamWriter) -> str:
        command = line[:4].upper()
        if command == on:
            asyncio.get_running_loop().call_soon(writer.close)
            return say
        return ANSWERS.get(command, "")

    return step


ANSWERS = {
    "HELL": "220 hello\r\n",
    "EHLO": "250 mail.example\r\n",
    "MAIL": "250 OK\r\n",
    "RCPT": "250 OK\r\n",
    "DATA": "354 go on\r\n",
    "QUIT": "221 bye\r\n",
}


@pytest.mark.parametrize(
    ("on", "say", "outcome"),
    [
        ("MAIL", "", Outcome.TRY_LATER),
        ("RCPT", "", Outcome.TRY_LATER),
        ("MAIL", "421 4.4.2 idle too long\r\n", Outcome.TRY_LATER),
        (".", "", Outcome.UNSURE),
        (".", "gibberish\r\n", Outcome.UNSURE),
        (".", "220 hello?\r\n", Outcome.UNSURE),
    ],
)
@on_a_loop
async def test_a_line_cut_is_judged_by_what_had_left(on: str, say: str, outcome: Outcome) -> None:
    async with bare_post(script(on=on, say=say)) as port, smtp(port, at_once=1) as channel:  # type: ignore[arg-type]
        verdict = await channel.send(mail())

    assert (verdict.outcome, verdict.reason) == (outcome, Reason.CARRIER_DOWN)


@on_a_loop
async def test_a_server_gone_means_later() -> None:
    async with AsyncExitStack() as open_until_the_end:
        async with post_office() as post:
            channel = await open_until_the_end.enter_async_context(smtp(post.port, at_once=2))
        verdicts = [await channel.send(mail()), await channel.send(mail())]

    assert {(verdict.outcome, verdict.reason) for verdict in verdicts} == {(Outcome.TRY_LATER, Reason.CARRIER_DOWN)}


@on_a_loop
async def test_letters_share_a_few_connections() -> None:
    async with post_office() as post, smtp(post.port, at_once=4) as channel:
        verdicts = await asyncio.gather(*(channel.send(mail(number)) for number in range(1, 41)))

    assert {verdict.outcome for verdict in verdicts} == {Outcome.ACCEPTED}
    assert len(post.talks) <= 4
    assert len(post.taken) == 40


@on_a_loop
async def test_a_letter_given_up_half_way_spoils_no_other() -> None:
    hold = asyncio.Event()
    async with post_office(hold=hold) as post, smtp(post.port, at_once=1) as channel:
        sending = asyncio.create_task(channel.send(mail(1)))
        await until(lambda: post.talks and post.talks[0].envelope and post.talks[0].envelope.rcpt_tos)
        sending.cancel()
        await asyncio.wait([sending])
        hold.set()
        verdict = await channel.send(mail(2))

    assert verdict.outcome is Outcome.ACCEPTED
    assert post.taken[-1].mail_from == went_out_as(2)


@on_a_loop
async def test_closing_waits_for_the_letters_in_flight() -> None:
    hold = asyncio.Event()
    async with post_office(hold=hold) as post:
        async with smtp(post.port) as channel:
            sending = asyncio.create_task(channel.send(mail()))
            await until(lambda: post.talks and post.talks[-1].envelope and post.talks[-1].envelope.rcpt_tos)
            asyncio.get_running_loop().call_later(0.05, hold.set)
        verdict = await sending

    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd, of a login without TLS
@on_a_loop
async def test_a_login_is_made_where_one_is_wanted() -> None:
    async with (
        post_office(login=("bijli", "s3cret")) as post,
        smtp(post.port, user="bijli", password="s3cret") as channel,
    ):
        verdict = await channel.send(mail())

    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@on_a_loop
async def test_a_refused_login_is_said_in_one_line_without_the_password() -> None:
    async with post_office(login=("bijli", "another")) as post:
        with pytest.raises(ChannelRefused) as refused:
            async with smtp(post.port, user="bijli", password="s3cret"):
                pass

    assert str(refused.value) == (
        f"Mail server at 127.0.0.1:{post.port} refuses user bijli: 535; check user and password"
    )


@on_a_loop
async def test_nobody_there_and_no_starttls_are_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening
        with pytest.raises(ChannelRefused, match="cannot be reached at 127"):
            await _open(taken.getsockname()[1])
    async with post_office() as post:
        with pytest.raises(ChannelRefused, match="STARTTLS"):
            await _open(post.port, starttls=True)


@on_a_loop
async def test_a_server_that_wants_none_of_us_is_quoted_without_addresses() -> None:
    def step(line: str, writer: asyncio.StreamWriter) -> str:
        return "554 5.7.1 ask help@example.in about 919811122233\r\n"

    async with bare_post(step) as port:
        with pytest.raises(ChannelRefused, match=r"refuses us: 554 5\.7\.1 ask … about …$"):
            await _open(port)


async def _open(port: int, *, starttls: bool = False) -> None:
    channel = Smtp(
        host="127.0.0.1",
        port=port,
        sender="b@x.example",
        return_domain="x.example",
        secret=SECRET,
        starttls=starttls,
        timeout=2.0,
    )
    await channel.open()


@on_a_loop
async def test_a_letter_that_is_no_mail_is_our_mistake() -> None:
    letter = Letter(attempt=1, to=PERSON, content=Sms(text="x", header="BIJLIS", entity_id="1", template_id="2"))
    async with post_office() as post, smtp(post.port) as channel:
        with pytest.raises(TypeError):
            await channel.send(letter)
