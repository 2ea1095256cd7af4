"""Each room takes its words exactly once, and one that cannot be taken holds up no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Inbound, Reply
from bijlisetu.tracking.replies import taking
from bijlisetu.tracking.replies.taking import Taker, Word
from tests import build
from tests.build import NOON
from tests.carried import LATER, PHONE, fold, say, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Word]:
    """A room that takes "still dark" in the place of the one that does; whoever says so from the mailbox breaks it."""
    monkeypatch.setattr(taking, "_takers", [one for one in taking._takers if one.room != "darkness"])
    got: list[Word] = []

    def take(words: Sequence[Word], at: datetime) -> None:
        if any(word.text == "ना" for word in words):
            raise ValueError("nobody thought of this")
        got.extend(words)

    taking.register(Taker(room="complaints", meanings=frozenset({"still_dark"}), take=take))
    return got


def in_the_dark(phone: str = PHONE) -> None:
    build.notice(build.consumer(mobile=phone), kind="outage_breakdown")
    send(carrier_id=f"wamid.{phone}")


def test_a_room_takes_its_word_once(taken: list[Word]) -> None:
    in_the_dark()

    fold(messages=[say("नहीं")])
    taking.hand_out(at=LATER)

    assert [(word.meaning, len(word.attempts)) for word in taken] == [("still_dark", 1)]
    assert Reply.objects.get().taken_by == "complaints"


def test_one_that_cannot_be_taken_holds_up_no_other(taken: list[Word]) -> None:
    texts = ("नहीं", "ना", "no")
    for number in range(len(texts)):
        in_the_dark(f"91600000000{number}")

    fold(messages=[{**say(text, sender=f"91600000000{n}"), "id": f"in.{n}"} for n, text in enumerate(texts)])

    assert sorted(word.text for word in taken) == sorted(["नहीं", "no"])
    assert Reply.objects.get(text="ना").fault == "ValueError"


def test_two_rooms_cannot_take_one_word(taken: list[Word]) -> None:
    with pytest.raises(ValueError, match="complaints"):
        taking.register(Taker(room="dialogue", meanings=frozenset({"still_dark"}), take=lambda words, at: None))


def body(**value: object) -> bytes:
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", **value}}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def test_people_are_read_before_reports_and_the_youngest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    report = {"id": "wamid.x", "status": "read", "timestamp": str(int(NOON.timestamp())), "recipient_id": PHONE}
    monkeypatch.setattr(actions, "MOST_RECORDS", 1)
    older, younger = ({**say(word), "id": word} for word in ("older", "younger"))
    bodies = [body(statuses=[report]), body(messages=[older]), body(statuses=[report]), body(messages=[younger])]
    actions.store(source="whatsapp", bodies=bodies, at=NOON)

    actions.fold(at=NOON + timedelta(seconds=1))

    assert list(Reply.objects.values_list("text", flat=True)) == ["younger"]
    first = Inbound.objects.filter(speaks=True).earliest("id")
    assert first.folded_at is None


def test_a_body_of_reports_alone_is_not_read_first() -> None:
    actions.store(source="whatsapp", bodies=[body(statuses=[{"id": "messages"}])], at=NOON)

    assert not Inbound.objects.get().speaks


@pytest.mark.parametrize(
    ("record", "speaks"),
    [
        ({"esm_class": 0, "message": b"NO 1234".hex()}, True),
        ({"esm_class": 4, "message": b"id:1 stat:DELIVRD".hex()}, False),
        ({"esm_class": 0, "message": b"id:1 stat:DELIVRD".hex()}, False),
        ({"late": 7, "status": 0}, False),
    ],
)
def test_an_sms_that_a_person_may_have_written_is_read_first(record: dict[str, object], speaks: bool) -> None:
    actions.store(source="sms", bodies=[json.dumps(record).encode()], at=NOON)

    assert Inbound.objects.get().speaks is speaks
