"""Who wants no more of our messages: by a word, a button, WhatsApp's settings, or WhatsApp's refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from bijlisetu.audit.models import Entry
from bijlisetu.channels.letter import Outcome, Reason, Verdict
from bijlisetu.contact.models import HeldBack, Unsubscribed, Wished
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.actions import Answered, Claimed
from bijlisetu.delivery.rules import Ladder, ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Reply
from bijlisetu.tracking.replies import taking
from bijlisetu.values import ChannelKind, Language
from tests import build
from tests.build import NOON
from tests.carried import LATER, PHONE, fold, press, say, status

pytestmark = pytest.mark.django_db

NEW, MAILBOX = "916000000002", "test@example.in"
AGREED = NOON - timedelta(days=900)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BOTH, OFFERS, NOTHING = {"marketing", "reminder"}, {"marketing"}, set[str]()


@pytest.fixture(autouse=True)
def ladders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that may be refused; the product brings none yet."""
    bill = kinds()["bill_issued"]
    for purpose in ("marketing", "reminder"):
        monkeypatch.setitem(kinds(), purpose, replace(bill, name=purpose, purpose=purpose))


@pytest.fixture(autouse=True)
def agreed() -> None:
    """Everybody said yes to advertisements long ago; without that none goes out."""
    for value in (PHONE, NEW, MAILBOX, "916000000777"):
        Wished.objects.create(
            consumer=None, value=value, purpose="marketing", is_wanted=True, how="page", at=AGREED, heard_at=AGREED
        )


def wished() -> QuerySet[Wished]:
    return Wished.objects.exclude(at=AGREED)


def rungs() -> Ladder:
    return ladder(kinds().values(), channels=frozenset(ChannelKind), factor=1)


def claim(at: datetime) -> list[Claimed]:
    return delivery.claim(rooms=build.rooms(), engine="one", ladder=rungs(), at=at)


def going(at: datetime) -> list[tuple[str, str]]:
    """Return what would go out now: kind and channel, our answers left out."""
    return sorted((one.kind, str(one.channel)) for one in claim(at) if one.kind != "answer")


def sent(kind: str = "marketing", *, at: datetime = NOON, verdict: Verdict | None = None, **more: str) -> Claimed:
    """Have WhatsApp take a notice of the kind, or answer it so."""
    build.notice(build.consumer(mobile=PHONE, **more), kind=kind, at=at)
    (claimed,) = claim(at)
    accepted = Verdict(outcome=Outcome.ACCEPTED, carrier_id="wamid.1")
    delivery.record(answers=[Answered(claimed, verdict or accepted)], engine="one", at=at, factor=1)
    return claimed


def refused() -> set[str]:
    return set(Unsubscribed.objects.values_list("purpose", flat=True))


def prefer(value: str, at: datetime, *, heard_at: datetime = LATER, **who: str) -> None:
    """Have WhatsApp tell that the person wants no marketing (stop), or wants it again (resume)."""
    wish = {
        **(who or {"wa_id": PHONE}), "category": "marketing_messages", "value": value,
        "timestamp": int(at.timestamp()),
    }  # fmt: skip
    change = {"field": "user_preferences", "value": {"user_preferences": [wish]}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=heard_at)
    actions.fold(at=heard_at)


@pytest.mark.parametrize("words", ["STOP", "बंद करो", "mat bhejo 😡"])
def test_a_word_ends_reminders_and_offers_on_all_accounts_of_the_number(words: str) -> None:
    someone, neighbour = build.consumer(mobile=PHONE), build.consumer(mobile=PHONE)

    fold(messages=[say(words, at=NOON + MINUTE)])

    assert {(one.consumer_id, one.purpose, one.how, one.at) for one in Unsubscribed.objects.all()} == {
        (consumer.pk, purpose, "reply", NOON + MINUTE) for consumer in (someone, neighbour) for purpose in BOTH
    }
    for kind in ("marketing", "reminder", "bill_issued", "outage_breakdown"):
        build.notice(someone, kind=kind, at=LATER)
    assert going(LATER) == [("bill_issued", "whatsapp"), ("outage_breakdown", "whatsapp")]


def test_an_account_that_gets_the_number_later_is_spared_too() -> None:
    fold(messages=[say("STOP")])
    build.notice(build.consumer(mobile=PHONE), kind="marketing", at=LATER)

    assert going(LATER) == []


def test_the_person_is_answered_in_words_once_a_day() -> None:
    sent("bill_issued")

    fold(messages=[say("STOP"), {**say("STOP"), "id": "wamid.in.2"}])

    (answer,) = Notice.objects.filter(kind="answer")
    assert answer.facts["words_hi"] == kinds()["answer"].answers["stop"].reply[Language.HINDI]
    assert set(Reply.objects.values_list("meaning", "taken_by")) == {("stop", "wishes")}


def test_start_brings_them_back() -> None:
    sent("bill_issued")
    fold(messages=[say("STOP", at=NOON + MINUTE)])

    fold(messages=[{**say("START", at=NOON + 2 * MINUTE), "id": "wamid.in.2"}])

    assert refused() == NOTHING
    assert [one.is_wanted for one in wished().filter(purpose="marketing").order_by("id")] == [False, True]


def test_stop_by_sms_counts_alike() -> None:
    build.consumer(mobile=PHONE)
    record = {
        "source": PHONE, "destination": "BIJLIS", "esm_class": 0, "data_coding": 0, "message": b"STOP".hex(),
        "tlvs": {}, "at": NOON.timestamp(),
    }  # fmt: skip
    actions.store(source="sms", bodies=[json.dumps(record).encode()], at=LATER)
    actions.fold(at=LATER)
    taking.hand_out(at=LATER)

    assert refused() == BOTH


def test_words_that_may_speak_of_the_light_are_no_wish() -> None:
    sent("bill_issued")

    fold(messages=[say("bijli band karo nahi")])

    assert refused() == NOTHING
    assert Reply.objects.get().meaning == Reply.UNCLEAR


@pytest.mark.parametrize(
    ("kind", "meaning", "label", "ended"),
    [
        ("marketing", "stop", "बंद करें", OFFERS),
        ("reminder", "stop", "…", {"reminder"}),
        ("reminder", "stop_promotions", "Stop promotions", OFFERS),
        ("bill_issued", "stop", "…", BOTH),
    ],
)
@pytest.mark.parametrize("sender", [PHONE, "916000000777", None])
def test_a_templates_button_ends_what_it_stands_below(
    kind: str, meaning: str, label: str, ended: set[str], sender: str | None
) -> None:
    claimed = sent(kind)
    pressed = {**press(claimed, meaning), "from": sender, "from_user_id": "IN.77"}
    pressed["button"]["text"] = label

    fold(messages=[pressed])

    assert set(Unsubscribed.objects.values_list("value", "purpose", "how")) == {(PHONE, one, "button") for one in ended}


def test_metas_own_button_has_no_name_of_ours() -> None:
    sent()
    button = {"payload": "Stop promotions", "text": "Stop promotions"}

    fold(messages=[{**say(""), "type": "button", "button": button, "context": {"id": "wamid.1"}}])

    assert refused() == OFFERS


def test_a_stop_takes_back_what_is_on_its_way_by_other_addresses_too() -> None:
    claimed = sent(email="test@example.in")

    fold(messages=[press(claimed, "stop")])

    notice = Notice.objects.get(kind="marketing")
    assert (notice.state, notice.reason) == (Notice.State.WITHDRAWN, "refused")
    assert going(NOON + 2 * DAY) == []


@pytest.mark.parametrize("order", [("stop", "resume"), ("resume", "stop")])
def test_the_carriers_time_decides_and_not_the_order_of_arrival(order: tuple[str, str]) -> None:
    build.consumer(mobile=PHONE)
    said_at = {"resume": NOON - DAY, "stop": NOON - MINUTE}

    for word in order:
        prefer(word, said_at[word])

    assert refused() == OFFERS
    assert Unsubscribed.objects.get().at == NOON - MINUTE


@pytest.mark.parametrize("order", [("stop", "resume"), ("resume", "stop")])
def test_an_older_stop_does_not_undo_a_newer_resume(order: tuple[str, str]) -> None:
    build.consumer(mobile=PHONE)
    said_at = {"stop": NOON - DAY, "resume": NOON - MINUTE}

    for word in order:
        prefer(word, said_at[word])

    assert refused() == NOTHING
    assert wished().count() == 2


def test_a_webhook_told_again_changes_nothing() -> None:
    build.consumer(mobile=PHONE)
    for _ in range(3):
        prefer("stop", NOON)

    assert (wished().count(), Entry.objects.filter(deed="contact.unsubscribed").count()) == (1, 1)


OPTED_OUT = [
    pytest.param(Verdict(outcome=Outcome.REFUSED, reason=Reason.MARKETING_STOPPED, detail="131050"), id="at once"),
    pytest.param(None, id="by webhook"),
]


@pytest.mark.parametrize("verdict", OPTED_OUT)
def test_131050_is_an_opt_out_and_no_sms_of_the_same_letter_follows(verdict: Verdict | None) -> None:
    claimed = sent(verdict=verdict, email="test@example.in")
    if verdict is None:
        fold(statuses=[status(claimed, "failed", errors=[{"code": 131050}])])

    assert going(LATER) == []
    assert set(Unsubscribed.objects.values_list("value", "purpose", "how")) == {(PHONE, "marketing", "refusal")}
    assert Notice.objects.get().state == Notice.State.WITHDRAWN
    assert Attempt.objects.count() == 1
    build.notice(Notice.objects.get().consumer, kind="bill_issued", at=LATER)
    assert going(LATER) == [("bill_issued", "whatsapp")]


def test_131050_of_a_bill_goes_on_by_sms_and_ends_marketing() -> None:
    claimed = sent("bill_issued")

    fold(statuses=[status(claimed, "failed", errors=[{"code": 131050}])])

    assert going(LATER) == [("bill_issued", "sms")]
    assert refused() == OFFERS


HELD = [
    pytest.param(Verdict(outcome=Outcome.REFUSED, reason=Reason.HELD_BACK, detail="131049", wait=86_400), id="at once"),
    pytest.param(None, id="by webhook"),
]


@pytest.mark.parametrize("verdict", HELD)
def test_131049_holds_back_all_marketing_to_the_person_for_its_day(verdict: Verdict | None) -> None:
    claimed = sent(verdict=verdict, email="test@example.in")
    if verdict is None:
        fold(statuses=[status(claimed, "failed", at=NOON, errors=[{"code": 131049}])])
    someone = Notice.objects.get().consumer
    build.notice(someone, kind="marketing", at=LATER, cycle=NOON.date().replace(month=10))
    for kind in ("reminder", "bill_issued"):
        build.notice(someone, kind=kind, at=LATER)

    assert HeldBack.objects.get().until == NOON + DAY
    assert going(LATER) == [("bill_issued", "whatsapp"), ("reminder", "whatsapp")]
    assert [one for one in going(NOON + DAY - MINUTE) if one[0] == "marketing"] == []
    assert [one for one in going(NOON + DAY) if one[0] == "marketing"] == [
        ("marketing", "sms"),
        ("marketing", "whatsapp"),
    ]
    assert refused() == NOTHING


def test_131049_of_a_bill_sends_its_sms_at_once() -> None:
    claimed = sent("bill_issued")

    fold(statuses=[status(claimed, "failed", errors=[{"code": 131049}])])

    assert going(LATER) == [("bill_issued", "sms")]


def test_a_wish_by_user_id_alone_holds_for_the_number_once_that_is_known() -> None:
    build.consumer(mobile=PHONE)
    prefer("stop", NOON, user_id="IN.77")
    assert not Unsubscribed.objects.filter(value=PHONE).exists()

    fold(messages=[{**say("hello"), "from_user_id": "IN.77"}])

    assert set(Unsubscribed.objects.filter(value=PHONE).values_list("purpose", "at")) == {("marketing", NOON)}


def test_a_wish_by_user_id_of_a_known_person_counts_at_once() -> None:
    claimed = sent("bill_issued")
    fold(statuses=[status(claimed, "delivered", recipient_user_id="IN.77")])

    prefer("stop", LATER, user_id="IN.77")

    assert set(Unsubscribed.objects.values_list("value", "purpose")) == {(PHONE, "marketing")}


def test_a_wish_that_names_nobody_is_of_the_one_whom_the_webhook_names() -> None:
    sent("marketing")
    wish = {"category": "marketing_messages", "value": "stop", "timestamp": int(NOON.timestamp()), "detail": "?"}
    told = {"contacts": [{"profile": {"name": "x"}, "wa_id": PHONE}], "user_preferences": [wish]}
    change = {"field": "user_preferences", "value": told}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}

    actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=LATER)
    actions.fold(at=LATER)

    assert refused() == OFFERS


@pytest.mark.parametrize("order", [("stop", "resume", "stop"), ("resume", "stop", "stop")])
def test_of_several_wishes_in_one_webhook_months_apart_the_latest_counts(order: tuple[str, str, str]) -> None:
    sent("marketing")
    stamps = {0: NOON - 90 * DAY, 1: NOON - 30 * DAY, 2: NOON - DAY}
    wishes = [
        {"wa_id": PHONE, "category": "marketing_messages", "value": value, "timestamp": str(int(stamps[n].timestamp()))}
        for n, value in enumerate(order)
    ]
    odd = [{"wa_id": PHONE, "category": "utility_messages", "value": "resume"}, {"wa_id": PHONE, "value": "pause"}, {}]
    told = {"user_preferences": [*odd, *reversed(wishes), *wishes]}
    change = {"field": "user_preferences", "value": told}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}

    for _ in range(2):
        actions.store(source="whatsapp", bodies=[json.dumps(body).encode()], at=LATER)
        actions.fold(at=LATER)

    assert refused() == OFFERS


@pytest.mark.parametrize("by", ["word", "WhatsApp"])
def test_a_wish_goes_along_when_the_person_takes_another_number(by: str) -> None:
    someone = build.consumer(mobile=PHONE)
    stranger = build.consumer(mobile=NEW)
    if by == "word":
        fold(messages=[say("STOP")])
    else:
        prefer("stop", NOON)
    system = {"type": "user_changed_number", "wa_id": NEW}
    for _ in range(2):
        fold(messages=[{"from": PHONE, "id": "wamid.s", "timestamp": "1795345200", "type": "system", "system": system}])

    ended = Unsubscribed.objects.filter(value=NEW).values_list("consumer", flat=True).distinct()
    assert list(ended) == [someone.pk]
    build.notice(stranger, kind="marketing", at=LATER)
    assert ("marketing", "whatsapp") in going(LATER)


def test_the_wish_is_written_in_the_book_of_deeds() -> None:
    someone = build.consumer(mobile=PHONE)

    fold(messages=[say("Stop promotions")])

    entry = Entry.objects.get(deed="contact.unsubscribed")
    assert (entry.record, entry.by, entry.detail) == (
        f"consumer:{someone.pk}", "reply", {"purpose": "marketing", "how": "reply"},
    )  # fmt: skip
