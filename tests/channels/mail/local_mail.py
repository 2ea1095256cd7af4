"""Mail servers on a real socket: aiosmtpd's, which others wrote, and a bare one that does as a script says."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bijlisetu.channels.letter import Letter, Mail
from bijlisetu.channels.mail.channel import Server, Smtp

PERSON = "ramesh@example.in"
SECRET = "not a secret"
SENDER = "बिजली सेतु <bill@bijli.example>"


@dataclass
class Post:
    """aiosmtpd's server: each letter it took, and what it says at each step."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    mail: str = ""
    rcpt: str = ""
    data: str = "250 2.0.0 OK"
    talks: list[SMTP] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hold:
            await self.hold.wait()
        self.taken.append(envelope)
        return self.data


@asynccontextmanager
async def post_office(
    *,
    login: tuple[str, str] | None = None,
    international: bool = False,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    **more: Any,
) -> AsyncIterator[Post]:
    """Run aiosmtpd's server; with a login where one is wanted, and TLS of either kind."""
    post = Post(**more)

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = login is not None and (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=good, handled=False)

    def talk() -> SMTP:
        one = SMTP(
            post,
            hostname="mail.example",
            loop=asyncio.get_running_loop(),
            auth_required=login is not None,
            auth_require_tls=False,
            authenticator=check if login else None,
            enable_SMTPUTF8=international,
            tls_context=starttls,
            require_starttls=starttls is not None,
        )
        post.talks.append(one)
        return one

    server = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0, ssl=implicit)
    post.port = server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        server.close()
        hang_up(post)
        await asyncio.sleep(0)


def hang_up(post: Post) -> None:
    """End every connection without a word."""
    for one in post.talks:
        if one.transport is not None:
            one.transport.close()


Step = Callable[[str, asyncio.StreamWriter], str]


@asynccontextmanager
async def bare_post(step: Step) -> AsyncIterator[int]:
    """Run a server that answers each line by the script; give its port."""

    lines: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            lines.append(writer)
            writer.write(step("hello", writer).encode())
            while line := (await reader.readline()).decode():
                writer.write(step(line.strip(), writer).encode())
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in lines:
            writer.transport.abort()
        await asyncio.sleep(0)


def at(port: int, **more: Any) -> Smtp:
    """Our channel to the port, not open yet; what it knows of the server is told with the rest."""
    of_server = {name: more.pop(name) for name in ("host", "user", "password", "tls", "trusted") if name in more}
    server = Server(**{"host": "127.0.0.1", "port": port, **of_server})
    return Smtp(
        server, **{"sender": SENDER, "return_domain": "bounces.example", "secret": SECRET, "timeout": 5.0, **more}
    )


@asynccontextmanager
async def smtp(port: int, **more: Any) -> AsyncIterator[Smtp]:
    """Have our channel open at the port."""
    channel = at(port, **more)
    await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


def script(answers: Mapping[str, str], *, then_close: Collection[str] = ()) -> Step:
    """Answer politely, but to these commands as told; end the line after some."""

    def step(line: str, writer: asyncio.StreamWriter) -> str:
        command = line[:4].upper()
        if command in then_close:
            asyncio.get_running_loop().call_soon(writer.close)
        return {**POLITE, **answers}.get(command, "")

    return step


POLITE = {
    "HELL": "220 hello\r\n",
    "EHLO": "250 mail.example\r\n",
    "MAIL": "250 OK\r\n",
    "RCPT": "250 OK\r\n",
    "RSET": "250 OK\r\n",
    "NOOP": "250 OK\r\n",
    "DATA": "354 go on\r\n",
    ".": "250 taken\r\n",
    "QUIT": "221 bye\r\n",
}


def read(octets: bytes | None) -> EmailMessage:
    """The mail as the standard library's strict reader understands it."""
    message = email.message_from_bytes(octets or b"", policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def mail(attempt: int = 4711, to: str = PERSON, **more: Any) -> Letter:
    """A bill as a letter by e-mail."""
    content = {"subject": "बिजली बिल ..1234", "text": "देय ₹ 1,253", "html": "<p>देय <b>₹ 1,253</b></p>", **more}
    return Letter(attempt=attempt, to=to, content=Mail(**content))
