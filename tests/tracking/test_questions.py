"""Which question a word answers, and what the person is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.delivery import actions as delivery
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice, Turn
from bijlisetu.tracking.models import Reply
from bijlisetu.values import Language
from tests import build
from tests.build import NOON
from tests.carried import LADDER, LATER, PHONE, fold, say

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind: str, *, to: Consumer | None = None, at: datetime = NOON) -> Attempt:
    """Make a notice of the kind that WhatsApp took from us at that time."""
    notice = build.notice(to or build.consumer(mobile=PHONE), kind=kind, at=at)
    Turn.objects.filter(notice=notice).delete()
    return Attempt.objects.create(
        notice=notice, channel="whatsapp", address=PHONE, state=Attempt.State.ACCEPTED, engine="one",
        carrier_id=f"wamid.{notice.pk}", claimed_at=at, accepted_at=at,
    )  # fmt: skip


def pressed(on: Attempt, meaning: str) -> dict[str, Any]:
    button = {"payload": f"{meaning}:{on.pk}", "text": "…"}
    return {**say(""), "id": f"wamid.in.{meaning}", "type": "button", "button": button}


def owners() -> set[str]:
    return set(Address.objects.values_list("owner", flat=True))


def answers() -> list[Notice]:
    return list(Notice.objects.filter(kind="answer").order_by("id"))


def words_of(notice: Notice) -> str:
    return str(notice.facts["words_hi"])


@pytest.mark.parametrize("kind", ["outage_planned", "outage_breakdown"])
@pytest.mark.parametrize("word", ["हाँ", "नहीं", "NO", "YES"])
def test_a_word_after_an_outage_speaks_of_no_ownership(kind: str, word: str) -> None:
    told(kind)

    fold(messages=[say(word)])

    meaning = kinds()[kind].yes if word in ("हाँ", "YES") else kinds()[kind].no
    assert Reply.objects.get().meaning == meaning
    assert owners() == {"unknown"}
    assert words_of(answers()[0]) == kinds()[kind].answers[meaning].reply[Language.HINDI]


def test_a_bill_told_long_before_the_outage_is_not_what_the_word_answers() -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone, at=NOON - 2 * DAY)
    told("outage_breakdown", to=someone)

    fold(messages=[say("नहीं")])

    assert Reply.objects.get().meaning == "still_dark"
    assert owners() == {"unknown"}


def test_a_word_with_two_possible_questions_asks_back() -> None:
    someone = build.consumer(mobile=PHONE)
    bill, outage = told("bill_issued", to=someone), told("outage_breakdown", to=someone, at=NOON + timedelta(hours=1))

    fold(messages=[say("नहीं")])

    assert owners() == {"unknown"}
    assert Reply.objects.get().meaning == Reply.UNCLEAR
    (asked,) = answers()
    assert words_of(asked) == kinds()["answer"].unclear[Language.HINDI]
    end = someone.account[-4:]
    assert orjson.loads(asked.facts["choices"]) == [
        [f"still_dark:{outage.pk}", f"बिजली बंद ..{end}", f"Breakdown ..{end}"],
        [f"not_mine:{bill.pk}", f"बिल ..{end}", f"Bill ..{end}"],
    ]


@pytest.mark.parametrize("hours", [1, 23, 20 * 24])
def test_a_no_after_the_warning_of_a_change_stops_it_whatever_was_asked_before(hours: int) -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone, at=NOON - timedelta(hours=hours))
    told("number_changing", to=someone)

    fold(messages=[say("नहीं")])

    assert Reply.objects.get().meaning == "stop_change"
    assert owners() == {"unknown"}


def test_a_no_after_a_bill_that_came_after_the_warning_asks_back() -> None:
    someone = build.consumer(mobile=PHONE)
    told("number_changing", to=someone)
    told("bill_issued", to=someone, at=NOON + timedelta(hours=1))

    fold(messages=[say("नहीं")])

    assert Reply.objects.get().meaning == Reply.UNCLEAR


def test_the_button_of_a_question_asked_back_settles_it() -> None:
    someone = build.consumer(mobile=PHONE)
    bill, _ = told("bill_issued", to=someone), told("outage_breakdown", to=someone)
    fold(messages=[say("नहीं")])

    fold(messages=[{**say(""), "id": "wamid.in.2", "type": "interactive", "interactive": {
        "type": "button_reply", "button_reply": {"id": f"not_mine:{bill.pk}", "title": "बिल"},
    }}])  # fmt: skip

    assert owners() == {"not_owner"}


def test_of_two_accounts_told_together_a_bare_no_strikes_out_neither() -> None:
    for account in ("9900001111", "9900002222"):
        told("bill_issued", to=build.consumer(account=account, mobile=PHONE))

    fold(messages=[say("NO")])

    assert owners() == {"unknown"}
    assert len(orjson.loads(answers()[0].facts["choices"])) == 2


def test_the_message_quoted_is_the_one_answered() -> None:
    someone = build.consumer(mobile=PHONE)
    bill, _ = told("bill_issued", to=someone), told("outage_breakdown", to=someone)

    fold(messages=[{**say("नहीं"), "context": {"id": bill.carrier_id}}])

    assert owners() == {"not_owner"}


def test_the_digits_that_the_bill_asks_for_speak_of_the_bill_though_an_outage_came_later() -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone)
    told("outage_breakdown", to=someone, at=NOON + timedelta(minutes=1))

    fold(messages=[say(f"NO {someone.account[-4:]}")])

    assert owners() == {"not_owner"}


@pytest.mark.parametrize("meaning", ["still_dark", "pay", "confirm"])
def test_a_button_that_the_message_did_not_have_means_nothing(meaning: str) -> None:
    bill = told("bill_issued")

    fold(messages=[pressed(bill, meaning if meaning != "confirm" else "CONFIRM")])

    assert Reply.objects.get().meaning == Reply.UNCLEAR
    assert owners() == {"unknown"}


def test_whoever_says_not_mine_is_answered_at_the_number_struck_out() -> None:
    bill = told("bill_issued")

    fold(messages=[pressed(bill, "not_mine")])

    found = delivery.claim(rooms=build.rooms(5), engine="one", ladder=LADDER, at=LATER)
    assert [(one.kind, one.address) for one in found] == [("answer", PHONE)]


def test_the_same_press_again_is_not_answered_again() -> None:
    bill = told("bill_issued")
    fold(messages=[pressed(bill, "confirm")])

    fold(messages=[{**pressed(bill, "confirm"), "id": "wamid.in.again"}])

    assert len(answers()) == 1
    assert Reply.objects.count() == 2


def test_words_that_nobody_understands_are_answered_once_a_day() -> None:
    told("bill_issued")

    for number in range(3):
        fold(messages=[{**say("हरा या नीला"), "id": f"wamid.in.{number}"}])

    assert [words_of(one) for one in answers()] == [kinds()["bill_issued"].unclear[Language.HINDI]]
    assert set(Reply.objects.values_list("meaning", "taken_at")) == {(Reply.UNCLEAR, None)}


def test_an_emoji_below_a_message_is_kept_and_not_answered() -> None:
    told("bill_issued")

    fold(messages=[{**say(""), "type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}}])

    assert Reply.objects.get().meaning == Reply.REACTION
    assert answers() == []


def test_a_stranger_to_us_is_not_answered() -> None:
    fold(messages=[say("hello", sender="916000000777")])

    assert answers() == []
    assert Reply.objects.get().sender == "916000000777"


WHOLE: dict[str, dict[str, Any]] = {
    "image": {
        "message": {"type": "image", "image": {"id": "M1", "mime_type": "image/jpeg", "caption": "मीटर 4521"}},
        "kept": {"kind": "image", "text": "मीटर 4521", "media_id": "M1", "mime_type": "image/jpeg"},
    },
    "place": {
        "message": {"type": "location", "location": {"latitude": 26.85, "longitude": 80.95, "name": "घर"}},
        "kept": {"kind": "location", "text": "घर", "latitude": 26.85, "longitude": 80.95},
    },
    "forwarded": {
        "message": {"type": "text", "text": {"body": "NO"}, "context": {"forwarded": True}},
        "kept": {"kind": "text", "is_forwarded": True},
    },
    "edited": {
        "message": {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "हाँ जी"}}}},
        "kept": {"kind": "text", "text": "हाँ जी", "is_edited": True},
    },
    "list": {
        "message": {
            "type": "interactive",
            "interactive": {"type": "list_reply", "list_reply": {"id": "row-1", "title": "कुछ और"}},
        },
        "kept": {"kind": "list", "payload": "row-1", "text": "कुछ और"},
    },
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_reply_is_kept_whole(name: str) -> None:
    envelope = {key: value for key, value in say("").items() if key != "text"}

    fold(messages=[{**envelope, **WHOLE[name]["message"]}])

    kept = Reply.objects.get()
    assert {field: getattr(kept, field) for field in WHOLE[name]["kept"]} == WHOLE[name]["kept"]


def test_somebody_elses_no_passed_on_strikes_nobody_out() -> None:
    told("bill_issued")

    fold(messages=[{**say("NO"), "context": {"forwarded": True}}])

    assert owners() == {"unknown"}


@pytest.mark.parametrize(
    "words",
    [
        "नहीं {end} में अभी भी बिजली बंद है",
        "No {end} power is still off",
        "हाँ {end} की बिजली आ गई",
        "No. {end} ka bill kitna hai?",
        "N{end} lakh",
    ],
)
def test_words_about_something_else_touch_no_ownership_though_they_name_the_account(words: str) -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone)

    fold(messages=[say(words.format(end=someone.account[-4:]))])

    assert owners() == {"unknown"}


@pytest.mark.parametrize("words", ["YES {end} is not mine", "हाँ {end} मेरा नहीं है", "NO {end} is mine"])
def test_words_that_contradict_themselves_touch_no_ownership(words: str) -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone)

    fold(messages=[say(words.format(end=someone.account[-4:]))])

    assert owners() == {"unknown"}


@pytest.mark.parametrize("words", ["हाँ जी", "haan ji {end}", "*YES {end}*", "YES ✅"])
def test_yes_is_understood_as_people_write_it(words: str) -> None:
    someone = build.consumer(mobile=PHONE)
    told("bill_issued", to=someone)

    fold(messages=[say(words.format(end=someone.account[-4:]))])

    assert owners() == {"proved"}
