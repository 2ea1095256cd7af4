"""One connection to a mail server: opened when needed, kept while it is good, left politely."""

from __future__ import annotations

import time
from collections.abc import Callable

import aiosmtplib

from bijlisetu.channels.mail.body import Posted

#: What aiosmtplib raises when the line or the server is at fault, not the letter.
LINE = (aiosmtplib.SMTPException, OSError)
#: What it raises when nobody is there, or is there no more.
GONE = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPTimeoutError, OSError)
GOING_AWAY = 421  # the server ends the talk, whatever was asked
REST = 30.0  #: seconds after which we ask whether the server is still there
GREETING = 5.0  #: seconds for small talk, which must not hold up a letter
#: The last dot is answered when the letter is on the server's disk and scanned: RFC 5321 4.5.3.2.6 gives it minutes.
SWALLOWING = 4


class NeverLeft(Exception):
    """The line failed before anything of the letter had gone."""


class MayHaveLeft(Exception):
    """The line failed after the letter had gone, and before it was acknowledged."""


class NoSuchMailboxHere(Exception):
    """The mail server cannot write to mailboxes beyond ASCII."""


class MailLine:
    """A connection that carries letters one after the other."""

    def __init__(
        self,
        client: aiosmtplib.SMTP,
        *,
        timeout: float,
        most_letters: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._timeout = timeout
        self._most_letters = most_letters
        self._clock = clock
        self._letters = 0
        self._used_at = 0.0

    async def open(self) -> None:
        """Connect, encrypt and log in as set up; raises what aiosmtplib does."""
        await self._client.connect()
        if self._client.is_ehlo_or_helo_needed:
            try:
                await self._client.ehlo()
            except aiosmtplib.SMTPHeloError:
                await self._client.helo()
        self._letters = 0
        self._used_at = self._clock()

    async def carry(self, letter: Posted) -> None:
        """
        Hand the letter over once.

        :raises aiosmtplib.SMTPResponseException: if the server refuses it, by the step it did so at
        :raises NoSuchMailboxHere: if the server does not know how to write to this mailbox
        :raises NeverLeft, MayHaveLeft: if the line failed
        """
        await self._address(letter)
        try:
            await self._client.data(letter.octets, timeout=self._timeout * SWALLOWING)
        except LINE as error:
            if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code < 600:
                await self._start_afresh(error)
                raise
            self.cut()
            raise MayHaveLeft(why(error)) from error
        self._letters += 1
        self._used_at = self._clock()
        if self._letters >= self._most_letters:
            await self.leave()  # before the server tires of us

    async def leave(self) -> None:
        """Say goodbye."""
        if not self._client.is_connected:
            return
        try:
            await self._client.quit(timeout=GREETING)
        except LINE:
            self.cut()

    def cut(self) -> None:
        """End the connection without a word."""
        self._client.close()

    async def _address(self, letter: Posted) -> None:
        """Name sender and recipient to the server."""
        if self._client.is_connected and await self._is_alive():
            try:
                return await self._try_to_address(letter, is_new=False)
            except GONE:
                self.cut()  # Servers end idle lines without a word. Nothing had left, so a new line does no harm.
        try:
            await self.open()
            await self._try_to_address(letter, is_new=True)
        except aiosmtplib.SMTPResponseException:
            raise
        except LINE as error:
            self.cut()
            raise NeverLeft(why(error)) from error

    async def _is_alive(self) -> bool:
        if self._clock() - self._used_at < REST:
            return True
        try:
            await self._client.noop(timeout=GREETING)
        except LINE:
            self.cut()
            return False
        return True

    async def _try_to_address(self, letter: Posted, *, is_new: bool) -> None:
        options, wishes, encoding = self._wishes(letter)
        try:
            await self._client.mail(letter.sender, options=options, encoding=encoding)
            await self._client.rcpt(letter.to, options=wishes, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == GOING_AWAY and not is_new and " 4.7." not in f" {error.message}":
                raise aiosmtplib.SMTPServerDisconnected("421") from error  # it only tired of this line
            await self._start_afresh(error)
            raise

    def _wishes(self, letter: Posted) -> tuple[list[str], list[str], str]:
        """Return the options of MAIL and RCPT that this server knows, and how addresses are written."""
        knows = self._client.supports_extension
        options = [f"SIZE={len(letter.octets)}"] if knows("size") else []
        wishes: list[str] = []
        if knows("dsn"):
            # Bounces with the letter's headers alone, and none for success (RFC 3461).
            options += ["RET=HDRS", f"ENVID={letter.attempt}"]
            wishes = ["NOTIFY=FAILURE,DELAY"]
        if not letter.is_international:
            return options, wishes, "ascii"
        if not knows("smtputf8"):
            raise NoSuchMailboxHere
        return [*options, "SMTPUTF8"], wishes, "utf-8"

    async def _start_afresh(self, error: aiosmtplib.SMTPResponseException) -> None:
        self._used_at = self._clock()
        if error.code == GOING_AWAY:
            self.cut()
            return
        try:
            await self._client.rset()
        except LINE:
            self.cut()


def why(error: BaseException) -> str:
    """Return what went wrong with the line, in the words of the system where it has some; never an address."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return getattr(cause, "verify_message", "") or getattr(cause, "strerror", None) or type(error).__name__
