"""A long answer by SMS is read as one where all its parts are at hand, and else part by part by a clerk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import pytest

from bijlisetu.contact.models import Address
from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Reply, Unclear
from bijlisetu.tracking.replies import taking
from tests import build
from tests.carried import LATER, PHONE, send

pytestmark = pytest.mark.django_db
NOT_MINE = ["यह मेरा कने", "क्शन नहीं", " है"]


def record(octets: bytes, *, sender: str = PHONE, tlvs: dict[str, str] | None = None) -> bytes:
    told = {"source": sender, "destination": "56767", "esm_class": 0x40 if tlvs is None else 0, "data_coding": 8}
    return json.dumps({**told, "message": octets.hex(), "tlvs": tlvs or {}, "at": LATER.timestamp()}).encode()


def parts(texts: Sequence[str], *, reference: int = 7, sender: str = PHONE) -> list[bytes]:
    return [
        record(bytes((5, 0, 3, reference, len(texts), number)) + text.encode("utf-16-be"), sender=sender)
        for number, text in enumerate(texts, start=1)
    ]


def come(*records: bytes) -> None:
    actions.store(source="sms", bodies=records, at=LATER)
    fold()


def fold(at: datetime = LATER + actions.PARTS_WITHIN) -> None:
    actions.fold(at=at)
    taking.hand_out(at=at)


@pytest.fixture(autouse=True)
def told() -> None:
    build.notice(build.consumer(mobile=PHONE))
    send()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 0, 0, 2)])
def test_all_parts_in_any_order_are_one_answer(order: tuple[int, ...]) -> None:
    found = parts(NOT_MINE)

    come(*(found[place] for place in order))

    assert Reply.objects.get().text == "".join(NOT_MINE)
    assert Address.objects.get().owner == "not_owner"
    assert not Unclear.objects.exists()


def test_a_long_answer_that_is_unclear_waits_for_a_clerk_once() -> None:
    come(*parts(["aapse is baare mein baat karni hai ", "aaj hi"]))

    assert Unclear.objects.count() == 1
    assert Reply.objects.get(pk=Unclear.objects.get().reply).text.endswith("aaj hi")


def test_parts_may_be_told_beside_the_text() -> None:
    come(
        *(
            record(text.encode("utf-16-be"), tlvs={"020c": "0007", "020e": "03", "020f": f"0{number}"})
            for number, text in enumerate(NOT_MINE, start=1)
        )
    )

    assert Address.objects.get().owner == "not_owner"


def test_a_part_that_came_just_now_waits_for_the_others() -> None:
    first, *others = parts(NOT_MINE)
    actions.store(source="sms", bodies=[first], at=LATER)
    fold(LATER)
    assert not Reply.objects.exists()

    actions.store(source="sms", bodies=others, at=LATER)
    fold(LATER)

    assert Reply.objects.get().text == "".join(NOT_MINE)
    assert Address.objects.get().owner == "not_owner"


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_where_one_is_missing_each_is_a_clerks(missing: int) -> None:
    come(*(part for place, part in enumerate(parts(NOT_MINE)) if place != missing))

    assert Address.objects.get().owner == "unknown"
    assert Unclear.objects.count() == 2


def test_parts_of_different_texts_or_people_are_not_joined() -> None:
    come(parts(NOT_MINE)[0], *parts(NOT_MINE, reference=8)[1:], *parts(["nahi", "aaya"])[:1])
    come(parts(["no", "thing"], reference=9)[0], parts(["no", "thing"], reference=9, sender="916000000042")[1])

    assert Address.objects.get().owner == "unknown"
    assert set(Reply.objects.values_list("kind", flat=True)) == {"part"}
