"""A connection that has rested: it is asked before a letter is trusted to it."""

from __future__ import annotations

import asyncio

import aiosmtplib
import pytest

from bijlisetu.channels.mail.body import Posted, posted
from bijlisetu.channels.mail.line import REST, MailLine, NeverLeft
from tests.channels.mail.local_mail import SECRET, SENDER, bare_post, mail, script
from tests.channels.on_a_loop import on_a_loop


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Asked:
    """A polite server that keeps what it is asked, and may fall silent or away on a word."""

    def __init__(self, *, gone_at: str = "") -> None:
        self.commands: list[str] = []
        self.gone_at = gone_at
        self._polite = script({})

    def __call__(self, line: str, writer: asyncio.StreamWriter) -> str:
        command = line[:4].upper()
        self.commands.append(command)
        if self.gone_at and command == self.gone_at:
            self.gone_at = ""
            asyncio.get_running_loop().call_soon(writer.close)
            return "421 4.4.2 you were asleep\r\n"
        return self._polite(line, writer)


def line_to(port: int, clock: Clock) -> MailLine:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, local_hostname="x.example", start_tls=False, timeout=5)
    return MailLine(client, timeout=5, most_letters=100, clock=clock)


def letter() -> Posted:
    return posted(mail(), sender=SENDER, return_domain="bounces.example", secret=SECRET)


@pytest.mark.parametrize(("rest", "noops"), [(REST / 2, 0), (REST * 2, 1)])
@on_a_loop
async def test_a_line_that_rested_long_is_asked_first(rest: float, noops: int) -> None:
    clock, asked = Clock(), Asked()
    async with bare_post(asked) as port:
        line = line_to(port, clock)
        await line.carry(letter())
        clock.now += rest
        await line.carry(letter())
        await line.leave()

    assert asked.commands.count("NOOP") == noops
    assert asked.commands.count("HELL") == 1


@on_a_loop
async def test_a_line_that_died_in_its_sleep_is_opened_anew() -> None:
    clock, asked = Clock(), Asked(gone_at="NOOP")
    async with bare_post(asked) as port:
        line = line_to(port, clock)
        await line.carry(letter())
        clock.now += REST * 2
        await line.carry(letter())
        await line.leave()

    assert asked.commands.count("HELL") == 2
    assert asked.commands.count(".") == 2


@on_a_loop
async def test_a_server_that_is_away_took_nothing() -> None:
    async with bare_post(Asked()) as port:
        pass

    with pytest.raises(NeverLeft):
        await line_to(port, Clock()).carry(letter())
