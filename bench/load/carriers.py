"""
How much processor time the simulated carriers take for one message: `python -m bench.load.carriers graph|smsc`.

The load comes from this process over kept connections, the webhooks and receipts come back to it, and the figure is
the time the carrier's own process spent from the first message to the last status, by the kernel's account.
"""

from __future__ import annotations

import asyncio
import json
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import click
import psutil
import uvloop

from bijlisetu.simulator.options import Options, Place

NUMBER_ID = "100000000000001"
FACTS = "account,kind,address,on_file,works,whatsapp,reads,belongs,objects,confirms"
FACTOR = 3600.0
LONGEST = 60.0  #: seconds
TEMPLATE = {
    "name": "bill_issued",
    "language": "hi",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::sample"]}},
        {"type": "BODY", "text": "नमस्ते {{1}}, खाता {{2}} का बिल *{{3}}* है। अंतिम तिथि {{4}}, खपत {{5}} यूनिट।"},
        {"type": "FOOTER", "text": "हेल्पलाइन 1912"},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "QUICK_REPLY", "text": text} for text in ("हाँ, मेरा है", "मेरा नहीं")],
        },
    ],
}


def truth(count: int) -> str:
    """Return a district in which half of the people read what comes, and nobody is missing."""
    rows = (f"38{n:010},mobile,60{n:08},yes,yes,yes,{'yes' if n % 2 else 'no'},yes,no,no" for n in range(count))
    return "\n".join((FACTS, *rows)) + "\n"


def bill(n: int) -> bytes:
    """Return a bill as the product asks WhatsApp to send it."""
    values = ("श्रीमती उपभोक्ता देवी", f"..{n % 10000:04}", "₹ 1,253.00", "26.11.2026", "132")
    buttons = [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate((f"confirm:{n}", f"not_mine:{n}"))
    ]
    document = {"link": f"https://bijli.example/b/aBcDeFgHiJkLmNoPqRsT{n}/bill.pdf", "filename": "bill.pdf"}
    components = [
        {"type": "header", "parameters": [{"type": "document", "document": document}]},
        {"type": "body", "parameters": [{"type": "text", "text": value} for value in values]},
        *buttons,
    ]
    return json.dumps(
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": f"9160{n:08}",
            "type": "template",
            "template": {"name": "bill_issued", "language": {"code": "hi"}, "components": components},
            "biz_opaque_callback_data": str(n),
        }
    ).encode()


class Sender(asyncio.Protocol):
    """A kept connection that sends one bill after the other."""

    def __init__(self, give: Callable[[], bytes | None], answered: Callable[[bytes], None]) -> None:
        """Take where the next request comes from and who hears of answers."""
        self._give = give
        self._answered = answered
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first."""
        self._transport = transport
        self._next()

    def data_received(self, octets: bytes) -> None:
        """Send the next when the answer is whole."""
        self._buffer += octets
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0) if found else 0
        if found and len(rest) >= length:
            self._answered(self._buffer)
            self._buffer = b""
            self._next()

    def _next(self) -> None:
        request = self._give()
        if request:
            self._transport.write(request)  # type: ignore[attr-defined]


class Hook(asyncio.Protocol):
    """Takes webhooks, as fast as may be."""

    statuses = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._parts: list[bytes] = []
        self._missing = 0

    def data_received(self, octets: bytes) -> None:
        """Answer when the body is whole."""
        if not self._missing:
            head, _, body = octets.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            self._parts, self._missing = [body], length - len(body)
        else:
            self._parts.append(octets)
            self._missing -= len(octets)
        if not self._missing:
            Hook.statuses += b"".join(self._parts).count(b'"recipient_id"')
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]


async def load_graph(place: Place, *, messages: int, connections: int) -> None:
    """Send the bills."""
    url, headers = f"http://{place}/v25.0/200/message_templates", {"Authorization": "Bearer token"}
    async with aiohttp.request("POST", url, json=TEMPLATE, headers=headers) as response:
        response.raise_for_status()
    requests = iter(range(messages))
    done, refused = 0, []
    finished = asyncio.Event()

    def give() -> bytes | None:
        n = next(requests, None)
        if n is None:
            return None
        body = bill(n)
        head = (
            f"POST /v25.0/{NUMBER_ID}/messages HTTP/1.1\r\nHost: {place}\r\nAuthorization: Bearer token\r\n"
            f"Accept: */*\r\nAccept-Encoding: gzip, deflate\r\nUser-Agent: Python/3.11 aiohttp/3.14\r\n"
            f"Content-Length: {len(body)}\r\nContent-Type: application/json\r\n\r\n"
        )
        return head.encode() + body

    def answered(answer: bytes) -> None:
        nonlocal done
        done += 1
        if not answer.startswith(b"HTTP/1.1 200"):
            refused.append(answer)
        if done == messages:
            finished.set()

    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Sender(give, answered), place.host, place.port)
    await finished.wait()
    if refused:
        raise SystemExit(f"refused: {refused[0]!r}")


class Esme(asyncio.Protocol):
    """An SMPP session with a window."""

    def __init__(self, *, messages: int, window: int) -> None:
        """Take how many messages to send, and how many may be unanswered."""
        self.messages, self.window = messages, window
        self.given = self.answered = self.receipts = 0
        self.finished = asyncio.Event()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Bind."""
        self._transport = transport
        self._write(0x09, 0, b"bijlisetu\0secret\0\0\x34\0\0\0")

    def data_received(self, octets: bytes) -> None:
        """Read answers and receipts."""
        self._buffer += octets
        at, out = 0, []
        while len(self._buffer) - at >= 16:
            length, command, status, sequence = struct.unpack_from(">IIII", self._buffer, at)
            if len(self._buffer) - at < length:
                break
            at += length
            if status:
                raise SystemExit(f"refused: {command:#x} with {status:#x}")
            self.answered += command == 0x80000004
            if command == 0x05:
                self.receipts += 1
                out.append(struct.pack(">IIII", 17, 0x80000005, 0, sequence) + b"\0")
        self._buffer = self._buffer[at:]
        while self.given < self.messages and self.given - self.answered < self.window:
            out.append(submit(self.given))
            self.given += 1
        if out:
            self._transport.write(b"".join(out))  # type: ignore[attr-defined]
        if self.answered == self.messages:
            self.finished.set()

    def _write(self, command: int, sequence: int, body: bytes) -> None:
        packed = struct.pack(">IIII", 16 + len(body), command, 0, sequence)
        self._transport.write(packed + body)  # type: ignore[attr-defined]


def submit(n: int) -> bytes:
    """Return a bill as a submit_sm."""
    words = f"बिल ..{n % 10000:04} ₹ 1,253.00 देय 26.11.2026 https://x.in/t{n} नहीं? NO {n % 10000:04}"
    text = words.encode("utf-16-be")
    tags = ((0x1400, b"1101000000000000001"), (0x1401, b"1107000000000000011"), (0x0424, text))
    body = (
        b"\0\x05\0BIJLEE\0\x01\x01"
        + f"9160{n:08}".encode()
        + b"\0\0\0\0\0\0\x01\0\x08\0\0"
        + b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in tags)
    )
    return struct.pack(">IIII", 16 + len(body), 0x04, 0, n + 1) + body


async def measure(name: str, *, messages: int, connections: int) -> None:
    """Start the carrier, load it, and print the figures."""
    loop = asyncio.get_running_loop()
    hook = await loop.create_server(Hook, "127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "truth.csv").write_text(truth(messages))
        place = Place("127.0.0.1", 0)
        options = Options(
            truth=Path(folder) / "truth.csv",
            folder=Path(folder),
            app_secret="s",  # noqa: S106 - of this measure alone
            token="token",  # noqa: S106
            smpp_password="secret",  # noqa: S106
            factor=FACTOR,
            fetch_one_in=0,
            duplicates=0,
            http=place,
            smpp=place,
            webhook=f"http://127.0.0.1:{hook.sockets[0].getsockname()[1]}/",
        )
        command = [sys.executable, "-m", "bijlisetu.simulator", name]
        with subprocess.Popen(  # noqa: S603 - our own module
            command, env=options.environment(), stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                said = process.stdout.readline() if process.stdout else ""
                listening = Place.parse(said.split()[1])
                await weigh(name, listening, psutil.Process(process.pid), messages=messages, connections=connections)
            finally:
                process.terminate()


async def weigh(name: str, place: Place, process: psutil.Process, *, messages: int, connections: int) -> None:
    """Load the carrier that listens at the place and print what its process spent."""
    before, began = _spent(process), time.monotonic()
    if name == "graph":
        await load_graph(place, messages=messages, connections=connections)
    else:
        esme = Esme(messages=messages, window=connections)
        await asyncio.get_running_loop().create_connection(lambda: esme, place.host, place.port)
        await esme.finished.wait()
    taken, seconds = _spent(process) - before, time.monotonic() - began

    def told() -> int:
        return Hook.statuses if name == "graph" else esme.receipts

    # Six phones in a hundred are away for hours; all others are told of within seconds at this pace.
    wanted = messages * (2.3 if name == "graph" else 0.95)
    while told() < wanted and time.monotonic() < began + LONGEST:
        await asyncio.sleep(0.05)
    whole = _spent(process) - before
    print(  # noqa: T201
        f"{name}: {messages / seconds:,.0f} messages/s; {taken / messages * 1e6:.0f} us each until the last answer, "
        f"{whole / messages * 1e6:.0f} us with {told() / messages:.2f} statuses or receipts each; "
        f"{process.memory_info().rss / 1e6:.0f} MB"
    )


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@click.command()
@click.argument("name", type=click.Choice(["graph", "smsc"]))
@click.option("--messages", default=15_000, show_default=True)
@click.option("--connections", default=200, show_default=True, help="for the SMSC: submits unanswered at once")
def main(name: str, messages: int, connections: int) -> None:
    """Measure the carrier."""
    uvloop.run(measure(name, messages=messages, connections=connections))


if __name__ == "__main__":
    main()
