"""Memos go over the engine's own lines, to a mail server on a real socket."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bijlisetu.channels.letter import Channel, Letter, Outcome, Reason, Verdict
from bijlisetu.channels.whatsapp.content import Template, UrlSuffix
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.memos import NUMBERED_FROM, Postman
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.kinds.files import kinds
from bijlisetu.memos.models import Memo
from bijlisetu.outbox.models import Stop
from bijlisetu.plumbing.database.months import A_MONTH, FIRST
from bijlisetu.values import ChannelKind
from tests.channels.mail.local_mail import post_office, smtp
from tests.channels.on_a_loop import on_a_loop
from tests.memos.test_actions import EVENING, PDF, officer, post

SECRET = "of the tests"
pytestmark = pytest.mark.django_db(transaction=True)


class Carrier(Channel):
    """A carrier that answers as it is told."""

    def __init__(self, answer: Callable[[Letter], Verdict]) -> None:
        self.answer, self.letters = answer, list[Letter]()

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, letter: Letter) -> Verdict:
        self.letters.append(letter)
        return self.answer(letter)


def line(carrier: Channel, channel: ChannelKind = ChannelKind.WHATSAPP, **more: Any) -> Line:
    told = {"is_open": True, "is_ours": True, **more}
    return Line(name="one", channel=channel, carrier=carrier, seats=4, bucket=Bucket(None), pairs=Pairs(0), **told)


def postman(*lines: Line, at: datetime = EVENING) -> Postman:
    return Postman(lines=lines, kinds=kinds(), public_url="https://bijli.example", secret=SECRET, now=lambda: at)


def accept(letter: Letter) -> Verdict:
    return Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")


@on_a_loop
async def round_by_mail(box: list[Any]) -> None:
    async with post_office() as office, smtp(office.port) as channel:
        assert await postman(line(channel, ChannelKind.EMAIL)).round() == 1
        box += office.taken


def test_a_mail_brings_the_report_in_hindi_with_its_files_and_the_link() -> None:
    post(officer())
    box: list[Any] = []

    round_by_mail(box)

    [envelope] = box
    assert envelope.rcpt_tos == ["chief@example.in"]
    letter = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body
    assert "https://bijli.example/office/evening/1/2026-11-28/" in body.get_content()
    assert "आज ठीक हुए नंबर: 12" in body.get_content()
    assert [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()] == [
        ("report.pdf", PDF.content)
    ]
    assert Memo.objects.get(channel="email").state == "accepted"


def test_whatsapp_brings_the_summary_with_a_button_to_the_page() -> None:
    post(officer())
    carrier = Carrier(accept)

    on_a_loop(postman(line(carrier)).round)()  # type: ignore[arg-type]

    [letter] = carrier.letters
    assert letter.to == "916000000001"
    assert isinstance(letter.content, Template)
    assert letter.content.buttons == (UrlSuffix("evening/1/2026-11-28/"),)
    assert Memo.objects.get(channel="whatsapp").carrier_id == "wamid.1"


def test_its_number_is_no_number_of_a_try_at_a_notice() -> None:
    post(officer())
    carrier = Carrier(accept)

    on_a_loop(postman(line(carrier)).round)()  # type: ignore[arg-type]

    assert carrier.letters[0].attempt == NUMBERED_FROM + Memo.objects.get(channel="whatsapp").pk
    assert A_MONTH < carrier.letters[0].attempt < FIRST * A_MONTH


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict(outcome=Outcome.REFUSED, reason=Reason.NUMBER_DEAD), "failed"),
        (Verdict(outcome=Outcome.UNSURE, reason=Reason.CARRIER_DOWN), "unsure"),
        (Verdict(outcome=Outcome.TRY_LATER, reason=Reason.CARRIER_BUSY, wait=60), "queued"),
    ],
)
def test_what_the_carrier_answers_is_kept(verdict: Verdict, state: str) -> None:
    post(officer())

    on_a_loop(postman(line(Carrier(lambda _: verdict))).round)()  # type: ignore[arg-type]

    memo = Memo.objects.get(channel="whatsapp")
    assert (memo.state, memo.reason) == (state, str(verdict.reason))


def test_who_has_no_number_is_told_by_mail_alone() -> None:
    post(officer(mobile=""))
    carrier = Carrier(accept)

    on_a_loop(postman(line(carrier)).round)()  # type: ignore[arg-type]

    assert carrier.letters == []
    assert Memo.objects.get(channel="whatsapp").reason == "no_address"


@pytest.mark.parametrize("more", [{"is_ours": False}, {"is_open": False}, {"stopped": True}])
def test_a_line_that_is_not_the_engines_own_carries_nothing(more: dict[str, bool]) -> None:
    post(officer())

    on_a_loop(postman(line(Carrier(accept), **more)).round)()  # type: ignore[arg-type]

    assert Memo.objects.get(channel="whatsapp").state == "queued"


@pytest.mark.parametrize("scope", ["all", "channel:whatsapp", "kind:evening_report", "lane:staff"])
def test_the_kill_switch_holds_for_memos_too(scope: str) -> None:
    post(officer())
    Stop.objects.create(scope=scope, by="chief", at=EVENING, why="test")

    on_a_loop(postman(line(Carrier(accept)), at=EVENING + timedelta(seconds=1)).round)()  # type: ignore[arg-type]

    assert Memo.objects.get(channel="whatsapp").state == "queued"
