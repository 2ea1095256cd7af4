"""Whether a message is ours, asked and answered by SMS over the true protocol: SMPP to a carrier and back."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from bijlisetu.channels.letter import Letter
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.letters import Pen
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.memos import Postman
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.kinds.files import kinds
from bijlisetu.memos.actions import claim as claim_memos
from bijlisetu.memos.actions import record
from bijlisetu.memos.models import Memo
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing.genuine import code_of
from bijlisetu.simulator.log.store import Reply, Store
from bijlisetu.simulator.process import standing
from bijlisetu.tracking import actions as tracking
from bijlisetu.tracking.genuine.queries import judged
from bijlisetu.tracking.replies import taking
from bijlisetu.values import ChannelKind
from tests import build
from tests.carried import LADDER, LATER, PHONE, send
from tests.channels.on_a_loop import Kept, until
from tests.channels.sms.local_smsc import smpp
from tests.simulator.carriers_world import options, row

pytestmark = pytest.mark.django_db
STRANGER = "916000000777"
DISTRICT = tuple(row(account, number[2:], "works") for account, number in (("9900001111", PHONE), ("0", STRANGER)))
LOGIN = {"user": "bijlisetu", "password": "secret"}
SECRET_OF_OTHERS = ("9900001111", "1111", PHONE[2:], "1253")


@pytest.fixture
def bill() -> Attempt:
    """Return a bill that went to the phone."""
    company = Office.objects.create(kind="company", code="POORVANCHAL", name="EAST", valid_from=build.SINCE)
    feeder = build.feeder(section=build.office(parent=company))
    build.notice(build.consumer(on=feeder, mobile=PHONE, account="9900001111", language="en"))
    return Attempt.objects.get(pk=send().attempt)


def write(folder: Path, text: str, *, of: str = PHONE) -> None:
    """Have the phone send an SMS to our number, and take it in as the engine does."""

    async def carried() -> list[bytes]:
        kept, setting = Kept(), options(folder, rows=DISTRICT)
        with closing(Store(setting.folder)) as phone:
            phone.reply(Reply(secrets.token_hex(8), "sms", of, "", "UPPCLT", "", text, "", time.time()))
        async with standing("smsc", setting) as (place, _), smpp(place.port, kept, **LOGIN):
            await until(lambda: kept.records)
        return kept.records

    tracking.store(source="sms", bodies=asyncio.run(carried()), at=LATER)
    tracking.fold(at=LATER)
    taking.hand_out(at=LATER)


def answered(folder: Path) -> list[tuple[str, str]]:
    """Send what waits over the protocol; return to which number the carrier brought which text."""
    sms = {ChannelKind.SMS: 10}
    claimed = [
        one for one in delivery.claim(rooms=sms, engine="two", ladder=LADDER, at=LATER) if one.kind != "bill_issued"
    ]
    pen = Pen(kinds=kinds(), public_url="https://bill.example.in", secret=settings.SECRET_KEY)
    line = Line(name="one", channel=ChannelKind.SMS, carrier=None, seats=1, bucket=Bucket(None), pairs=Pairs(0))  # type: ignore[arg-type]
    postman = Postman(
        lines=[line], kinds=kinds(), public_url="https://bill.example.in", secret=settings.SECRET_KEY,
        now=lambda: LATER,
    )  # fmt: skip
    memos = claim_memos(channels=[ChannelKind.SMS], stopped=[], limit=10, at=LATER)
    letters: list[Letter] = [*(pen.write(one, at=LATER) for one in claimed), *(postman.write(one) for one in memos)]

    async def carried() -> list[tuple[str, str]]:
        setting = options(folder, rows=DISTRICT)
        async with standing("smsc", setting) as (place, _), smpp(place.port, Kept(), **LOGIN) as channel:
            for letter in letters:
                verdict = await channel.send(letter)
                assert verdict.outcome.value == "accepted", verdict
        with closing(Store(setting.folder)) as carrier:
            found = carrier.read("SELECT address, body FROM messages WHERE channel = 'sms' ORDER BY id")
        return [(one["address"], str(one["body"])) for one in found]

    return asyncio.run(carried())


@pytest.mark.parametrize("word", ["VERIFY {}", "असली {}", "{}"])
def test_a_message_of_ours_is_told_by_its_kind_and_day_and_nothing_else(
    bill: Attempt, tmp_path: Path, word: str
) -> None:
    write(tmp_path, word.format(code_of(bill.pk, secret=settings.SECRET_KEY)))

    ((to, text),) = answered(tmp_path)

    assert to == PHONE
    assert "(Bill) is ours" in text
    assert not any(one in text for one in SECRET_OF_OTHERS)


def test_a_code_that_is_not_ours_is_said_so(bill: Attempt, tmp_path: Path) -> None:
    write(tmp_path, "VERIFY 9V4K2QXD3F4H7")

    ((_, text),) = answered(tmp_path)

    assert "no message of ours has this code" in text


@pytest.mark.parametrize("companies", ["one", "several"])
def test_a_stranger_is_answered_too_and_may_ask_of_the_answer_itself(
    bill: Attempt, tmp_path: Path, companies: str
) -> None:
    if companies == "several":
        Office.objects.create(kind="company", code="MADHYANCHAL", name="MIDDLE", valid_from=build.SINCE)
    write(tmp_path, f"VERIFY {code_of(bill.pk, secret=settings.SECRET_KEY)}", of=STRANGER)

    ((to, text),) = answered(tmp_path)

    assert to == STRANGER
    assert "बिल" in text
    assert not any(one in text for one in SECRET_OF_OTHERS)
    assert judged(text, secret=settings.SECRET_KEY) is None  # it is not written down yet that the carrier took it
    record(memo=Memo.objects.get().pk, state="accepted", reason="", carrier_id="1", at=LATER)
    found = judged(text, secret=settings.SECRET_KEY)
    assert found is not None
    assert found.kind == "message_ours"
    assert not Notice.objects.filter(to=STRANGER).exists()
