"""Whoever sends mail to the door for bounces may lay only so much on us: octets, letters at once, and work."""

from __future__ import annotations

import asyncio
import contextlib
import time
import tracemalloc

import pytest

from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces import door
from bijlisetu.channels.mail.bounces.door import KEPT, BounceListener, parse, record_of
from bijlisetu.channels.mail.bounces.rooms import LETTERS_OF_A_SEAL
from tests.channels.on_a_loop import Kept, on_a_loop, until

SECRET, DOMAIN = "not a secret", "bounces.example"
TO = envelope_sender(4711, DOMAIN, secret=SECRET)
HEAD = "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
NESTED = "".join(f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n" for depth in range(300))
#: What a mail may hold that a reader could be made to look at again and again.
CRAFTED = {
    "quotes in a header": lambda n: f"{HEAD}Content-Type: multipart/report" + ';"' * (n // 2) + "\n\nx\n",
    "parameters": lambda n: f"{HEAD}Content-Type: multipart/report" + ";a=b" * (n // 4) + "\n\nx\n",
    "folded lines": lambda n: f"{HEAD}Content-Type: multipart/report" + ';"\n ' * (n // 4) + "\n\nx\n",
    "headers": lambda n: HEAD + "".join(f"X-{i}: a\n" for i in range(n // 10)) + "\nx\n",
    "parts in parts": lambda n: HEAD + NESTED + "\n" * n,
    "parts": lambda n: f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n" * (n // 5),
    "status blocks": lambda n: f"{HEAD}Content-Type: message/delivery-status\n\n" + "A: b\n\n" * (n // 6),
    "line ends": lambda n: HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + "\r" * n,
    "styles": lambda n: f"{HEAD}Content-Type: text/html\n\n" + "<style " * (n // 7),
    "rulers": lambda n: f"{HEAD}\n" + "-" * n,
    "blank lines": lambda n: f"{HEAD}\nx" + "\n" * n + "x",
    "words": lambda n: f"{HEAD}\n" + "deliv" * (n // 5),
    "a charset of domain names": lambda n: f"{HEAD}Content-Type: text/plain; charset=punycode\n\na-" + "z" * n,
}
LONG, SHORT = 240_000, 120_000


def seconds(text: str) -> float:
    """Return the processor time that reading takes, the best of a few."""
    record, took = record_of(TO, text.encode()), []
    for _ in range(3):
        began = time.process_time()
        list(parse(record))
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("kind", CRAFTED)
def test_twice_as_much_takes_no_more_than_twice_the_time(kind: str) -> None:
    letter = CRAFTED[kind]

    # A clock ticks unevenly: a few thousandths of a second are nobody's square.
    assert seconds(letter(LONG)) <= 2.5 * seconds(letter(SHORT)) + 0.01


@pytest.mark.parametrize("kind", CRAFTED)
def test_no_letter_takes_much_longer_than_a_plain_one_of_its_length(kind: str) -> None:
    plain = seconds(HEAD + "\n" + ("a line of words as people write them\n" * (LONG // 37)))

    assert seconds(CRAFTED[kind](LONG)) <= 10 * plain + 0.05


def test_a_number_that_no_letter_has_is_no_fault_of_ours() -> None:
    said = f"{HEAD}Content-Type: text/html\n\n<p>550 5.1.1 no such user &#{'9' * 5000};</p>"

    [report] = parse(record_of(TO, said.encode()))

    assert report.detail == "no such mailbox"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "charset",
    [
        "=idna",
        "=undefined",
        "=unicode_escape",
        "=hex",
        "=zlib",
        '="a\0b"',
        "*=utf-8''%00",
        "*=\0''a",
        "=utf-8",
        "=x",
    ],
)
def test_a_bounce_is_read_whatever_charset_it_names(charset: str) -> None:
    said = f"{HEAD}Content-Type: text/plain; charset{charset}\n\n550 5.1.1 no such user"

    [report] = parse(record_of(TO, said.encode()))

    assert report.detail == "no such mailbox"  # type: ignore[union-attr]


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "hex", "\0", "x"])
def test_so_is_one_whose_subject_names_it(charset: str) -> None:
    said = f"From: MAILER-DAEMON@mx.example\nSubject: =?{charset}?q?failed?=\n\n550 5.1.1 no such user"

    [report] = parse(record_of(TO, said.encode()))

    assert report.detail == "no such mailbox"  # type: ignore[union-attr]


class Line:
    """A client that says what it likes."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self, source: str = "127.0.0.1") -> bytes:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(source, 0))
        return await self._reader.readline()

    async def says(self, line: bytes) -> bytes:
        self._writer.write(line + b"\r\n")
        return await self._reader.readline()

    async def begins_a_letter(self, to: str = TO) -> bytes:
        for line in (b"HELO x", b"MAIL FROM:<>", f"RCPT TO:<{to}>".encode()):
            await self.says(line)
        return await self.says(b"DATA")

    async def sends(self, octets: bytes) -> None:
        self._writer.write(octets)
        await self._writer.drain()

    async def hears(self) -> bytes:
        return await self._reader.readline()

    def hangs_up(self) -> None:
        self._writer.close()


async def opened(kept: Kept, **more: float) -> BounceListener:
    listener = BounceListener(host="127.0.0.1", port=0, inbound=kept, secret=SECRET, domain=DOMAIN, **more)
    await listener.open()
    return listener


@on_a_loop
async def test_letters_at_once_are_counted_and_the_next_comes_again() -> None:
    listener = await opened(Kept())
    lines = [Line(listener.port) for _ in range(door.AT_ONCE + 1)]
    for line in lines:
        await line.open()

    answers = [(await line.begins_a_letter())[:3] for line in lines]

    assert answers == [b"354"] * door.AT_ONCE + [b"452"]
    lines[0].hangs_up()
    await until(lambda: len(listener.letters.guests) == door.AT_ONCE - 1)
    assert (await lines[-1].says(b"DATA"))[:3] == b"354"
    for line in lines:
        line.hangs_up()
    await until(lambda: not listener.letters.guests)
    await listener.close()


@pytest.mark.parametrize(
    "line", [b"\r\n", b"x" * 998 + b"\r\n", b"x" * 60_000 + b"\r\n"], ids=["short", "usual", "long"]
)
def test_a_letter_is_held_only_as_far_as_it_is_kept(line: bytes) -> None:
    kept = Kept()

    async def send() -> int:
        listener = await opened(kept)
        client = Line(listener.port)
        await client.open()
        await client.begins_a_letter()
        tracemalloc.start()
        for _ in range(60):
            await client.sends(line * (100_000 // len(line)))
        await client.sends(b"\r\n.\r\n")
        assert (await client.hears())[:3] == b"250"
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        client.hangs_up()
        await listener.close()
        return held

    held = asyncio.run(send())

    assert len(kept.records) == 1
    assert held < 12 * KEPT  # of six megabytes that came


@pytest.mark.parametrize(
    "rest",
    [b"y" * 300_000 + b".\r\n.\r\n", b".\r\n", b"..\r\n" * 50_000 + b".\r\n", b"x.\r\n" * 9 + b"\r\n.\r\n"],
    ids=["a line without an end", "nothing", "dots", "lines that end with dots"],
)
@on_a_loop
async def test_what_follows_what_is_kept_ends_with_the_letter(rest: bytes) -> None:
    kept = Kept()
    listener = await opened(kept)
    client = Line(listener.port)
    await client.open()
    await client.begins_a_letter()

    await client.sends((b"x" * 60_000 + b"\r\n") * 6 + rest + b"NOOP\r\n")

    assert [(await client.hears())[:3] for _ in range(2)] == [b"250", b"250"]
    assert len(kept.records) == 1
    client.hangs_up()
    await listener.close()


@on_a_loop
async def test_a_letter_longer_than_any_of_ours_is_hung_up_on() -> None:
    listener = await opened(Kept())
    client = Line(listener.port)
    await client.open()
    await client.begins_a_letter()

    with contextlib.suppress(ConnectionError):
        for _ in range(40):
            await client.sends((b"x" * 998 + b"\r\n") * 1000)

    with contextlib.suppress(ConnectionError):
        assert (await client.hears())[:3] == b"552"
    await until(lambda: not listener.letters.guests)
    client.hangs_up()
    await listener.close()


@on_a_loop
async def test_recipients_are_counted_too() -> None:
    listener = await opened(Kept())
    line = Line(listener.port)
    await line.open()
    await line.says(b"HELO x")
    await line.says(b"MAIL FROM:<>")

    told = [(await line.says(f"RCPT TO:<{TO}>".encode()))[:3] for _ in range(door.MOST_RECIPIENTS + 1)]

    assert told == [b"250"] * door.MOST_RECIPIENTS + [b"452"]
    line.hangs_up()
    await listener.close()


@on_a_loop
async def test_whoever_only_holds_connections_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_TALKS", 5)
    listener = await opened(Kept())
    lines = [Line(listener.port) for _ in range(door.MOST_TALKS + 3)]
    bringing, strangers, late = lines[0], lines[1 : door.MOST_TALKS], lines[door.MOST_TALKS :]
    for line in (bringing, *strangers):
        await line.open()
    await bringing.begins_a_letter()

    greetings = [(await line.open())[:3] for line in late]

    assert greetings == [b"220"] * len(late)
    assert [(await line.hears())[:3] for line in strangers[: len(late)]] == [b"421"] * len(late)
    await bringing.sends(b"x\r\n.\r\n")
    assert (await bringing.hears())[:3] == b"250"
    for line in lines:
        line.hangs_up()
    await listener.close()


@on_a_loop
async def test_where_all_bring_bounces_the_next_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_TALKS", 3)
    listener = await opened(Kept())
    lines = [Line(listener.port) for _ in range(door.MOST_TALKS)]
    for line in lines:
        await line.open()
        await line.begins_a_letter()
    late = Line(listener.port)

    assert (await late.open())[:3] == b"421"
    for line in (*lines, late):
        line.hangs_up()
    await listener.close()


@on_a_loop
async def test_complaints_that_never_end_leave_room_for_bounces() -> None:
    listener = await opened(Kept())
    lines = [Line(listener.port) for _ in range(door.COMPLAINTS_AT_ONCE + 2)]
    for line in lines:
        await line.open()

    complaints = [(await line.begins_a_letter(f"complaints@{DOMAIN}"))[:3] for line in lines[:-1]]

    assert complaints == [b"354"] * door.COMPLAINTS_AT_ONCE + [b"452"]
    assert (await lines[-1].begins_a_letter())[:3] == b"354"
    for line in lines:
        line.hangs_up()
    await until(lambda: not listener.letters.guests | listener.complaints.guests)
    await listener.close()


@on_a_loop
async def test_a_letter_that_never_ends_gives_its_place_back() -> None:
    listener = BounceListener(host="127.0.0.1", port=0, inbound=Kept(), secret=SECRET, domain=DOMAIN, within=0.1)
    await listener.open()
    client = Line(listener.port)
    await client.open()
    await client.begins_a_letter()

    assert await client.hears() == b""
    await until(lambda: not listener.letters.guests)
    client.hangs_up()
    await listener.close()


ELSEWHERE = "127.0.0.2"


@on_a_loop
async def test_a_seal_of_ones_own_holds_no_connections_against_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_TALKS", 5)
    listener = await opened(Kept())
    held, other = [Line(listener.port) for _ in range(door.MOST_TALKS)], Line(listener.port)
    for line in held:
        await line.open()
        await line.begins_a_letter()

    greeting = await other.open(ELSEWHERE)

    assert greeting[:3] == b"220"
    assert (await held[0].hears())[:3] == b"421"
    assert (await other.begins_a_letter())[:3] == b"354"
    for line in (*held, other):
        line.hangs_up()
    await listener.close()


@pytest.mark.parametrize(("to", "most"), [(TO, door.AT_ONCE), (f"complaints@{DOMAIN}", door.COMPLAINTS_AT_ONCE)])
@on_a_loop
async def test_nor_all_the_letters_at_once(to: str, most: int) -> None:
    listener = await opened(Kept())
    held, others = [Line(listener.port) for _ in range(most)], [Line(listener.port) for _ in range(3)]
    for line in held:
        await line.open()
        await line.begins_a_letter(to)

    answers = []
    for line in others:
        await line.open(ELSEWHERE)
        answers.append((await line.begins_a_letter(to))[:3])

    assert answers == [b"354"] * 3
    assert [(await line.hears())[:3] for line in held[:3]] == [b"421"] * 3
    for line in (*held, *others):
        line.hangs_up()
    await listener.close()


@on_a_loop
async def test_a_talk_ends_between_two_letters_however_busy_it_is() -> None:
    kept = Kept()
    listener = await opened(kept, talk_for=0.01)
    line = Line(listener.port)
    await line.open()
    heard = b""

    with contextlib.suppress(ConnectionError):
        while heard[:3] != b"421":
            heard = await line.says(b"NOOP")

    assert heard[:3] in {b"421", b""}
    await until(lambda: not listener.talks.guests)
    line.hangs_up()
    await listener.close()


@on_a_loop
async def test_but_not_within_one() -> None:
    listener = await opened(Kept())
    line = Line(listener.port)
    await line.open()
    assert (await line.begins_a_letter())[:3] == b"354"
    [talk] = listener.talks.guests
    talk.end()

    await line.sends(b"x\r\n.\r\n")

    assert [(await line.hears())[:3] for _ in range(2)] == [b"250", b"421"]
    line.hangs_up()
    await listener.close()


@on_a_loop
async def test_nor_does_it_bring_octets_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "OCTETS_OF_A_TALK", 2 * KEPT)
    kept = Kept()
    listener = await opened(kept)
    line = Line(listener.port)
    await line.open()
    heard = []
    for _ in range(2):
        await line.begins_a_letter()
        await line.sends((b"x" * 998 + b"\r\n") * 300 + b".\r\n")
        heard.append((await line.hears())[:3])
    heard.append((await line.hears())[:3])

    assert heard == [b"250", b"250", b"421"]
    assert len(kept.records) == 2
    line.hangs_up()
    await listener.close()


@on_a_loop
async def test_a_letter_comes_back_only_so_often() -> None:
    kept = Kept()
    listener = await opened(kept)
    line, another = Line(listener.port), envelope_sender(4712, DOMAIN, secret=SECRET)
    await line.open()
    for _ in range(LETTERS_OF_A_SEAL):
        await line.begins_a_letter()
        await line.sends(b"x\r\n.\r\n")
        assert (await line.hears())[:3] == b"250"
    await line.says(b"MAIL FROM:<>")

    told = [(await line.says(f"RCPT TO:<{one}>".encode()))[:3] for one in (TO, TO.upper(), another)]

    assert told == [b"550", b"550", b"250"]
    assert len(kept.records) == LETTERS_OF_A_SEAL
    line.hangs_up()
    await listener.close()
