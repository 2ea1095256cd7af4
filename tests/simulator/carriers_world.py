"""What the tests of the carriers share: a small district, the carriers on free ports, a product that listens."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ParamSpec

import uvloop
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope

from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import Options, Place

P = ParamSpec("P")
LONGEST = 20.0
ANYWHERE = Place("127.0.0.1", 0)
NUMBER_ID = "100000000000001"
DAY_IN_A_SECOND = 86_400.0  #: a factor
ENTITY = "1101000000000000001"
SMS_TEMPLATE = "1107000000000000011"

OWNER = ("380036041234", "9811100001")  #: reads and says it is theirs
STRANGER = ("380036045678", "9811100002")  #: on WhatsApp, says it is not
STRANGER_BY_SMS = ("380036049012", "9811100003")
DEAD = ("380036043456", "9811100004")
FACTS = ("works", "whatsapp", "reads", "belongs", "objects", "confirms")
HEADING = ",".join(("account", "kind", "address", "on_file", *FACTS))


def row(account: str, address: str, *facts: str, kind: str = "mobile") -> str:
    """Return a line of truth.csv with the named facts true."""
    return ",".join((account, kind, address, "yes", *("yes" if fact in facts else "no" for fact in FACTS)))


SMALL_DISTRICT = (
    row(*OWNER, "works", "whatsapp", "reads", "belongs", "confirms"),
    row(*STRANGER, "works", "whatsapp", "objects"),
    row(*STRANGER_BY_SMS, "works", "objects"),
    row(*DEAD),
)


def write_truth(folder: Path, rows: Iterable[str] = SMALL_DISTRICT) -> Path:
    """Write the truth of a district and return its file."""
    path = folder / "truth.csv"
    path.write_text("\n".join((HEADING, *rows)) + "\n")
    return path


def options(folder: Path, *, rows: Iterable[str] = SMALL_DISTRICT, **changes: Any) -> Options:
    """Return a setting on free ports whose product hears nothing unless told."""
    setting = Options(
        truth=write_truth(folder, rows),
        folder=folder / "log",
        app_secret="app secret",
        token="token",
        smpp_password="secret",
        http=ANYWHERE,
        smpp=ANYWHERE,
        smtp=ANYWHERE,
        bounces=Place("127.0.0.1", 9),
        webhook="http://127.0.0.1:9/webhooks/whatsapp",
        phone_number_ids=(NUMBER_ID,),
        factor=DAY_IN_A_SECOND,
        fetch_one_in=0,
        duplicates=0,
    )
    return replace(setting, **changes)


def on_a_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run the test on an event loop, within a bound."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(LONGEST):
                await test(*args, **kwargs)

        uvloop.run(bounded())

    return run


async def until(holds: Callable[[], object], within: float = 10.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(within):
        while not holds():
            await asyncio.sleep(0.005)


def _form(token: str, meaning: str) -> str:
    sealed = '<input type="hidden" name="csrfmiddlewaretoken" value="sealed">'
    return f'<form method="post" action="/b/{token}/answer/{meaning}">{sealed}<button>x</button></form>'


@dataclass
class Product:
    """The other side: takes webhooks and bounces, shows bills."""

    url: str = ""
    bounces: Place = ANYWHERE
    secret: str = "app secret"
    answers: list[int] = field(default_factory=list)  #: HTTP statuses of the next webhooks; 200 after them
    bodies: list[bytes] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  #: paths asked for
    calls: list[bytes] = field(default_factory=list)  #: missed calls told of
    mails: list[Envelope] = field(default_factory=list)
    has_documents: bool = True
    asks: tuple[str, ...] = ()  #: the answers that its page has buttons for
    led_back: int = 0  #: so many requests for a document are answered by its page

    @property
    def values(self) -> list[dict[str, Any]]:
        """The value of every change of every webhook taken."""
        entries = [entry for body in self.bodies for entry in json.loads(body)["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"]]

    def told(self, field: str) -> list[dict[str, Any]]:
        """Return the values of all changes of the field."""
        entries = [entry for body in self.bodies for entry in json.loads(body)["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"] if change["field"] == field]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values for status in value.get("statuses", ())]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values for message in value.get("messages", ())]

    def states(self, message_id: str) -> set[str]:
        """Return all statuses told of a message."""
        return {status["status"] for status in self.statuses if status["id"] == message_id}

    async def webhook(self, request: web.Request) -> web.Response:
        body = await request.read()
        expected = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if request.headers.get("X-Hub-Signature-256") != expected:
            return web.Response(status=403)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.bodies.append(body)
        return web.Response(status=status)

    async def missed_call(self, request: web.Request) -> web.Response:
        body = await request.read()
        expected = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        if request.headers.get("X-Signature-256") != expected:
            return web.Response(status=403)
        self.calls.append(body)
        return web.Response()

    async def page(self, request: web.Request) -> web.Response:
        self.seen.append(request.path)
        token = request.match_info["token"]
        links = f'<a href="/">x</a><a href="/b/{token}/bill.pdf?v=1">बिल</a>'
        forms = "".join(_form(token, meaning) for meaning in self.asks)
        answer = web.Response(text=links + forms, content_type="text/html")
        answer.set_cookie("csrftoken", "sealed")
        return answer

    async def doubt(self, request: web.Request) -> web.Response:
        answer = web.Response(text=_form(request.match_info["token"], "not_mine"), content_type="text/html")
        answer.set_cookie("csrftoken", "sealed")
        return answer

    async def answer(self, request: web.Request) -> web.Response:
        if request.cookies.get("csrftoken") != (await request.post())["csrfmiddlewaretoken"]:
            return web.Response(status=403)
        self.seen.append(request.path)
        return web.Response()

    async def document(self, request: web.Request) -> web.Response:
        self.seen.append(request.path)
        if self.led_back:
            self.led_back -= 1
            raise web.HTTPFound(request.path.removesuffix("/bill.pdf"))
        return web.Response(status=200 if self.has_documents else 503, body=b"%PDF-1.7")

    async def handle_DATA(self, server: SMTP, session: object, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        return "250 OK"


@asynccontextmanager
async def product() -> AsyncIterator[Product]:
    """Open the product on free ports."""
    listening = Product()
    app = web.Application()
    app.router.add_post("/webhooks/whatsapp", listening.webhook)
    app.router.add_post("/webhooks/missed-call", listening.missed_call)
    app.router.add_get("/b/{token}", listening.page)
    app.router.add_get("/b/{token}/bill.pdf", listening.document)
    app.router.add_get("/b/{token}/not-mine", listening.doubt)
    app.router.add_post("/b/{token}/answer/{meaning}", listening.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    loop = asyncio.get_running_loop()
    http = await loop.create_server(runner.server, "127.0.0.1", 0)
    smtp = await loop.create_server(lambda: SMTP(listening, hostname="localhost", loop=loop), "127.0.0.1", 0)
    listening.url = f"http://127.0.0.1:{http.sockets[0].getsockname()[1]}"
    listening.bounces = Place("127.0.0.1", smtp.sockets[0].getsockname()[1])
    try:
        yield listening
    finally:
        http.close()
        smtp.close()
        await runner.cleanup()


def hearing(setting: Options, listening: Product) -> Options:
    """Return the setting with the product on the other side."""
    return replace(setting, webhook=f"{listening.url}/webhooks/whatsapp", bounces=listening.bounces)


def logged(setting: Options, question: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what the carriers' log answers."""
    store = Store(setting.folder)
    try:
        return [tuple(found) for found in store.read(question, *values)]
    finally:
        store.close()


async def quiet(setting: Options) -> None:
    """Wait until the carrier says, from now on, that nothing is still to happen."""
    since = time.time()
    await until(lambda: logged(setting, "SELECT 1 FROM pending WHERE count = 0 AND at > ?", since))


def bill_request(
    number: str, account: str, *, attempt: str = "1", link: str = "https://x.example/b.pdf"
) -> dict[str, Any]:
    """Return a bill as the product asks WhatsApp to send it."""
    body = [{"type": "text", "text": text} for text in ("उपभोक्ता", f"..{account[-4:]}", "₹ 1,253.00")]
    buttons = [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": p}],
        }
        for index, p in enumerate((f"confirm:{attempt}", f"not_mine:{attempt}"))
    ]
    document = {"type": "document", "document": {"link": link, "filename": "bill.pdf"}}
    header = {"type": "header", "parameters": [document]}
    components = [header, {"type": "body", "parameters": body}, *buttons]
    return {
        "messaging_product": "whatsapp",
        "to": f"91{number}",
        "type": "template",
        "biz_opaque_callback_data": attempt,
        "template": {"name": "bill_issued", "language": {"code": "hi"}, "components": components},
    }


BILL_TEMPLATE: dict[str, Any] = {
    "name": "bill_issued",
    "language": "hi",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["4::sample"]}},
        {"type": "BODY", "text": "नमस्ते {{1}}, खाता {{2}} का बिल *{{3}}* है।"},
        {"type": "FOOTER", "text": "हेल्पलाइन 1912"},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "QUICK_REPLY", "text": text} for text in ("हाँ, मेरा है", "मेरा नहीं")],
        },
    ],
}
