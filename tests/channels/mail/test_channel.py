"""E-mail: beside aiosmtpd's server, and a bare one for what a good one does not do."""

from __future__ import annotations

import asyncio
import email
import socket
from contextlib import AsyncExitStack

import pytest

from bijlisetu.channels.letter import ChannelRefused, Letter, Outcome, Reason, Sms
from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.channel import Tls
from tests.channels.mail.local_mail import PERSON, SECRET, at, bare_post, hang_up, mail, post_office, read, script, smtp
from tests.channels.on_a_loop import on_a_loop, until


def went_out_as(attempt: int) -> str:
    return envelope_sender(attempt, "bounces.example", secret=SECRET)


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


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "reason"),
    [
        ("rcpt", "550 5.1.1 no such user", Outcome.REFUSED, Reason.MAILBOX_DEAD),
        ("rcpt", "550 5.7.1 not from you", Outcome.REFUSED, Reason.SENDER_REFUSED),
        ("rcpt", "450 4.2.0 greylisted", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
        ("mail", "550 5.7.1 sender not allowed", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("mail", "552 5.3.4 too big", Outcome.REFUSED, Reason.TEXT_REFUSED),
        ("data", "554 5.6.0 content refused", Outcome.REFUSED, Reason.TEXT_REFUSED),
        ("data", "550 5.7.26 unauthenticated", Outcome.TRY_LATER, Reason.CHANNEL_STOPPED),
        ("data", "451 4.3.0 later", Outcome.TRY_LATER, Reason.CARRIER_BUSY),
    ],
)
@on_a_loop
async def test_a_refusal_is_translated_and_spoils_no_other_letter(
    step: str, answer: str, outcome: Outcome, reason: Reason
) -> None:
    async with post_office(**{step: answer}) as post, smtp(post.port, at_once=1) as channel:
        verdict = await channel.send(mail())
        setattr(post, step, "250 OK" if step == "data" else "")
        good = await channel.send(mail())

    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.detail.startswith(answer[:3])
    assert PERSON not in verdict.detail
    assert (verdict.wait > 0) == (outcome is Outcome.TRY_LATER)
    assert good.outcome is Outcome.ACCEPTED
    assert len(post.talks) == 1


@on_a_loop
async def test_a_line_dropped_while_idle_costs_no_letter() -> None:
    async with post_office() as post, smtp(post.port, at_once=1) as channel:
        await channel.send(mail(1))
        hang_up(post)
        verdict = await channel.send(mail(2))

    assert verdict.outcome is Outcome.ACCEPTED
    assert [taken.mail_from for taken in post.taken] == [went_out_as(1), went_out_as(2)]


@pytest.mark.parametrize(
    ("on", "say", "outcome"),
    [
        ("MAIL", "", Outcome.TRY_LATER),
        ("RCPT", "", Outcome.TRY_LATER),
        (".", "", Outcome.UNSURE),
        (".", "gibberish\r\n", Outcome.UNSURE),
        (".", "220 hello?\r\n", Outcome.UNSURE),
    ],
)
@on_a_loop
async def test_a_line_cut_is_judged_by_what_had_left(on: str, say: str, outcome: Outcome) -> None:
    async with bare_post(script({on: say}, then_close=[on])) as port, smtp(port, at_once=1) as channel:
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
        while not sending.done():  # Python 3.11 loses a cancellation that comes together with an answer
            sending.cancel()
            await asyncio.wait([sending], timeout=0.05)
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
            await at(taken.getsockname()[1]).open()
    async with post_office() as post:
        with pytest.raises(ChannelRefused, match="STARTTLS"):
            await at(post.port, tls=Tls.STARTTLS).open()


@on_a_loop
async def test_a_server_that_wants_none_of_us_is_quoted_without_addresses() -> None:
    def step(line: str, writer: asyncio.StreamWriter) -> str:
        return "554 5.7.1 ask help@example.in about 919811122233\r\n"

    async with bare_post(step) as port:
        with pytest.raises(ChannelRefused, match=r"refuses us: 554 5\.7\.1 ask … about …$"):
            await at(port).open()


@on_a_loop
async def test_a_letter_that_is_no_mail_is_our_mistake() -> None:
    letter = Letter(attempt=1, to=PERSON, content=Sms(text="x", header="BIJLIS", entity_id="1", template_id="2"))
    async with post_office() as post, smtp(post.port) as channel:
        with pytest.raises(TypeError):
            await channel.send(letter)


@on_a_loop
async def test_a_connection_is_left_politely_before_the_server_tires_of_it() -> None:
    async with post_office() as post, smtp(post.port, at_once=1, most_letters=3) as channel:
        verdicts = [await channel.send(mail(number)) for number in range(1, 8)]

    assert {verdict.outcome for verdict in verdicts} == {Outcome.ACCEPTED}
    assert len(post.talks) == 3


@on_a_loop
async def test_a_server_that_ends_a_tired_line_gets_a_new_one_at_once() -> None:
    talks: list[int] = []

    def step(line: str, writer: asyncio.StreamWriter) -> str:
        if line == "hello":
            talks.append(0)
        if line.startswith("MAIL"):
            talks[-1] += 1
        if line.startswith("MAIL") and talks[-1] > 1:
            asyncio.get_running_loop().call_soon(writer.close)
            return "421 4.4.2 enough of this line\r\n"
        return script({})(line, writer)

    async with bare_post(step) as port, smtp(port, at_once=1) as channel:
        outcomes = [(await channel.send(mail(number))).outcome for number in range(1, 4)]

    assert outcomes == [Outcome.ACCEPTED] * 3
    assert talks == [2, 2, 1]


@pytest.mark.parametrize(
    ("command", "answer"),
    [("MAIL", "421 4.7.0 too fast"), ("RCPT", "421 4.7.28 rate"), ("MAIL", "452 4.3.1 no room"), (".", "421 4.7.0 so")],
)
@on_a_loop
async def test_a_server_that_wants_less_of_all_of_us_is_left_alone(command: str, answer: str) -> None:
    asked: list[str] = []
    polite = script({command: f"{answer}\r\n"})

    def step(line: str, writer: asyncio.StreamWriter) -> str:
        asked.append(line[:4].upper())
        return polite(line, writer)

    async with bare_post(step) as port, smtp(port, at_once=1) as channel:
        first = await channel.send(mail(1))
        so_far = asked.count("MAIL")
        second = await channel.send(mail(2))

        assert asked.count("MAIL") == so_far

    for verdict in (first, second):
        assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.CARRIER_BUSY)
        assert 240 < verdict.wait <= 300


@on_a_loop
async def test_delivery_status_is_asked_for_only_where_it_is_known() -> None:
    asked: list[str] = []
    polite = script({"EHLO": "250-mail.example\r\n250-DSN\r\n250 SIZE 100000\r\n"})

    def step(line: str, writer: asyncio.StreamWriter) -> str:
        asked.append(line)
        return polite(line, writer)

    async with bare_post(step) as port, smtp(port, at_once=1) as channel:
        await channel.send(mail(4711))
    async with post_office() as without, smtp(without.port) as channel:
        plain = await channel.send(mail(4711))

    [sender] = [line for line in asked if line.startswith("MAIL")]
    assert sender.startswith(f"MAIL FROM:<{went_out_as(4711)}> SIZE=")
    assert sender.endswith(" RET=HDRS ENVID=4711")
    assert f"RCPT TO:<{PERSON}> NOTIFY=FAILURE,DELAY" in asked
    assert plain.outcome is Outcome.ACCEPTED  # aiosmtpd refuses options it did not offer


@on_a_loop
async def test_a_server_without_extensions_is_spoken_to_simply() -> None:
    async with (
        bare_post(script({"EHLO": "502 what?\r\n", "HELO": "250 hello\r\n"})) as port,
        smtp(port, at_once=1) as channel,
    ):
        verdict = await channel.send(mail())

    assert verdict.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_mailbox_in_hindi_needs_a_server_that_can_write_to_it() -> None:
    async with post_office(international=True) as able, smtp(able.port) as channel:
        written = await channel.send(mail(to="रमेश@डाक.example"))
    async with post_office() as unable, smtp(unable.port) as channel:
        refused = await channel.send(mail(to="रमेश@डाक.example"))
        after = await channel.send(mail())

    assert (written.outcome, able.taken[0].rcpt_tos) == (Outcome.ACCEPTED, ["रमेश@xn--11bx1g.example"])
    assert read(able.taken[0].original_content)["To"] == "रमेश@xn--11bx1g.example"
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, Reason.OTHER)
    assert after.outcome is Outcome.ACCEPTED


@on_a_loop
async def test_a_domain_in_hindi_is_written_as_the_dns_has_it() -> None:
    async with post_office() as post, smtp(post.port) as channel:
        await channel.send(mail(to="ramesh@डाक.example"))

    assert post.taken[0].rcpt_tos == ["ramesh@xn--11bx1g.example"]
    assert post.taken[0].smtp_utf8 is False
