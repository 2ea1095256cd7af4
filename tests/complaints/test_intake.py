"""People's own words become a complaint, once, in their language; forwarded words too; what answers us does not."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import close_old_connections, connections, transaction

from bijlisetu.complaints.actions import resolving
from bijlisetu.complaints.lists import State, Way, What
from bijlisetu.complaints.models import Complaint
from bijlisetu.complaints.numbers import as_written
from bijlisetu.complaints.taking.intake import CHOSEN, MENU
from bijlisetu.contact.models import Address
from bijlisetu.kinds.files import kinds
from bijlisetu.memos.models import Memo
from bijlisetu.memos.strangers import MOST_A_DAY
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database import sql
from bijlisetu.tracking.models import Reply, Unclear
from bijlisetu.tracking.replies import taking
from bijlisetu.values import Language
from tests import build
from tests.complaints import made
from tests.complaints.made import TEN, Place, again
from tests.tracking.test_clerks import fold, say

pytestmark = pytest.mark.django_db
PHONE = "916000000001"


@pytest.fixture
def place() -> Place:
    return made.place()


def writes(text: str, *, number: str = "in.1", **more: Any) -> None:
    fold(messages=[{**say(text), "id": number, **more}])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("light nahi hai", "SUP-OFF"), ("No light since morning!!", "SUP-OFF"), ("बिजली नहीं आ रही है", "SUP-OFF"),
        ("bill galat hai", "BILL-WRONG"), ("BILL WRONG", "BILL-WRONG"), ("तार टूटकर गिरा है", "SAFETY"),
        ("Meter jal gaya hai kripya badle", "METER-BURNT"), ("voltage bahut kam hai", "VOLT-LOW"),
        ("mera mobile number update nahin hai", "CONTACT-NUMBER"), ("meri shikayat likhiye paani tapak raha", "OTHER"),
    ],
)  # fmt: skip
def test_words_become_a_complaint_and_the_number_comes_at_once(place: Place, text: str, category: str) -> None:
    of = made.consumer(place, mobile=PHONE)

    writes(text)

    one = Complaint.objects.get()
    assert (one.consumer, one.category, one.words, one.way) == (of, category, text, Way.CHAT)
    assert Notice.objects.filter(kind="complaint_registered", consumer=of).count() == 1
    assert not Unclear.objects.exists()


@pytest.mark.parametrize(
    "text", ["light aa gayi hai, dhanyavaad", "namaste", "haan", "nahi", "STOP", "mera connection nahi hai", "ok", "🙏",
             "aapse baat karni hai", "bijli band karo nahi"]
)  # fmt: skip
def test_what_complains_of_nothing_is_no_complaint(place: Place, text: str) -> None:
    made.consumer(place, mobile=PHONE)

    writes(text)

    assert not Complaint.objects.exists()


def test_an_answer_to_our_question_is_an_answer(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    one = made.complaint(of, "SUP-OFF")
    resolving.resolve(complaints=[one.pk], words="हो गया", at=TEN, by="je")
    made.attempt_of(one)
    from bijlisetu.outbox.models import Attempt

    Attempt.objects.update(claimed_at=build.NOON - timedelta(minutes=5), carrier_id="wamid.1")
    Complaint.objects.filter(pk=one.pk).update(resolved_at=build.NOON - timedelta(minutes=5))

    writes("haan", context={"id": "wamid.1"})

    assert again(one).state == State.CONFIRMED


def test_who_writes_light_is_still_off_when_asked_reopens_it(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    one = made.complaint(of, "SUP-OFF", at=build.NOON - timedelta(hours=2))
    resolving.resolve(complaints=[one.pk], words="हो गया", at=build.NOON - timedelta(hours=1), by="je")

    writes("abhi bhi light nahi hai")

    assert again(one).state == State.REOPENED
    assert one.events.get(what=What.SAID_NO).words == "abhi bhi light nahi hai"
    assert "एक स्तर ऊपर के अधिकारी" in Notice.objects.get(consumer=of, kind="answer").facts["words_hi"]


def test_a_forwarded_message_is_a_complaint_whatever_it_says(place: Place) -> None:
    made.consumer(place, mobile=PHONE)

    writes("Sector 12 park ke paas 3 ghante se dikkat", context={"forwarded": True})

    one = Complaint.objects.get()
    assert (one.way, one.category) == (Way.FORWARDED, "OTHER")


def test_a_stranger_complains_too_and_again_of_the_same(place: Place) -> None:
    account = made.consumer(place).account
    writes(f"khata {account} par light nahi hai", number="in.1")
    writes("light nahi hai abhi bhi", number="in.2")

    one = Complaint.objects.get()
    assert (one.consumer, one.office) == (None, place.section)
    assert one.events.get(what=What.NOTED).words == "light nahi hai abhi bhi"
    assert not Notice.objects.exists()  # nothing is told of an account that is not theirs


def test_of_several_accounts_the_one_whose_digits_are_written_is_meant(place: Place) -> None:
    for account in ("9900001111", "9900002222"):
        made.consumer(place, account=account, mobile=PHONE)

    writes("2222 ki light nahi hai")

    assert Complaint.objects.get().consumer.account == "9900002222"  # type: ignore[union-attr]


@pytest.mark.parametrize("named", ["9900002222", "9900 0022 22", "९९००००२२२२", "9900-002222"])
def test_who_names_an_account_that_is_not_theirs_complains_for_none_of_theirs(place: Place, named: str) -> None:
    made.consumer(place, account="9900001111", mobile=PHONE)
    made.consumer(place, account="9900002222")

    writes(f"khata {named} ki light nahi hai")

    one = Complaint.objects.get()
    assert (one.consumer, one.office) == (None, place.section)
    assert named in one.words
    assert not Notice.objects.exists()


def test_who_names_an_account_of_theirs_beside_another_complains_for_theirs(place: Place) -> None:
    made.consumer(place, account="9900002222")
    of = made.consumer(place, account="9900001111", mobile=PHONE)

    writes("9900002222 aur 9900001111 ki light nahi hai")

    assert Complaint.objects.get().consumer == of


def test_a_number_that_is_no_account_leaves_the_complaint_with_the_writer(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)

    writes("mera mobile number 6000000077 update nahin hai")

    assert Complaint.objects.get().consumer == of


def test_what_is_said_of_another_account_is_not_laid_to_the_first(place: Place) -> None:
    for account in ("9900002222", "9900003333"):
        made.consumer(place, account=account)
    writes("9900002222 light nahi hai", number="in.1")
    writes("9900003333 light nahi hai", number="in.2")
    writes("९९०० ००३३३३ light nahi hai abhi bhi", number="in.3")

    first, second = Complaint.objects.order_by("pk")
    assert ("9900002222" in first.words, "9900003333" in second.words) == (True, True)
    assert (first.events.count(), second.events.count()) == (1, 2)


def acknowledged(place: Place, channel: str, language: Language) -> str:
    """Return what the person read who complained of a bill."""
    made.consumer(place, mobile=PHONE)
    writes("bill galat hai", number="in.0")
    told = kinds()["complaint_registered"]
    facts = Notice.objects.get(kind="complaint_registered").facts
    shown = {
        **facts, "what": facts[f"what_{language}"], "utility": facts[f"utility_{language}"], "until": "30-11-2026",
        "genuine": "9V4K2QXD3F4H7",
    }  # fmt: skip
    if channel == "whatsapp":
        text = told.whatsapp[language].text
        for place_of, name in enumerate(told.whatsapp[language].parameters, start=1):
            text = text.replace(f"{{{{{place_of}}}}}", shown[name])
        return f"{text}\n{told.whatsapp[language].footer}"
    return (told.sms if channel == "sms" else told.email)[language].text.format(**shown)


@pytest.mark.parametrize("forwarded", [False, True])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("channel", ["whatsapp", "sms", "email"])
def test_our_own_words_said_back_are_no_complaint(
    place: Place, channel: str, language: Language, forwarded: bool
) -> None:
    ours = acknowledged(place, channel, language)

    writes(ours, number="in.1", context={"forwarded": forwarded})

    assert Complaint.objects.get().events.count() == 1
    assert Reply.objects.get(text__startswith=ours[:20]).meaning == Reply.UNCLEAR


@pytest.mark.parametrize("language", list(Language))
def test_our_question_said_back_is_no_complaint(place: Place, language: Language) -> None:
    made.consumer(place, mobile=PHONE)

    writes(MENU[language])

    assert not Complaint.objects.exists()
    assert not Notice.objects.filter(kind="answer", facts__has_key="choices").exclude(facts__choices="[]").exists()


def test_what_is_written_below_our_words_is_heard(place: Place) -> None:
    ours = acknowledged(place, "sms", Language.HINDI)

    writes(f"{ours}\nmeter jal gaya hai", number="in.1")

    assert set(Complaint.objects.values_list("category", flat=True)) == {"BILL-WRONG", "METER-BURNT"}


@pytest.mark.parametrize(
    "text",
    ["Thank you for contacting Sharma Electricals! No light? We will get back to you soon.",
     "Thanks for your message. We're currently unavailable: bill problem, meter problem, call us.",
     "संपर्क करने के लिए धन्यवाद। बिजली बंद हो तो दुकान पर आएँ, हम जल्द ही जवाब देंगे।",
     "This is an automated reply. Meter kharab, bill galat: visit the shop.",
     "Sampark karne ke liye dhanyavad. Light nahi hai to dukaan par aaiye."],
)  # fmt: skip
def test_what_a_phone_answers_by_itself_is_a_clerks_to_read(place: Place, text: str) -> None:
    made.consumer(place, mobile=PHONE)

    writes(text)

    assert not Complaint.objects.exists()
    assert Unclear.objects.count() == 1


@pytest.mark.parametrize("text", ["धन्यवाद, पर light nahi hai", "thank you but no light since morning"])
def test_who_thanks_and_complains_is_heard(place: Place, text: str) -> None:
    made.consumer(place, mobile=PHONE)

    writes(text)

    assert Complaint.objects.get().category == "SUP-OFF"


def test_a_machine_that_tells_of_danger_is_believed(place: Place) -> None:
    made.consumer(place, mobile=PHONE)

    writes("Thank you for contacting us. तार टूटकर गिरा है")

    assert Complaint.objects.get().category == "SAFETY"


def test_who_disowned_an_account_does_not_complain_for_it(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    Address.objects.update(owner="not_owner", proof="reply", owner_at=build.NOON)

    writes("light nahi hai")

    assert Complaint.objects.get().consumer is None


def test_whoever_only_says_complaint_is_shown_the_list_and_chooses(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    writes("shikayat karni hai", number="in.1")
    choices = orjson.loads(Notice.objects.get(kind="answer").facts["choices"])
    assert not Complaint.objects.exists()
    assert len(choices) == 10
    assert all(len(title) <= 20 for _, *titles in choices for title in titles)

    line = {"type": "list_reply", "list_reply": {"id": f"{CHOSEN}VOLT-LOW", "title": "वोल्टेज कम"}}
    fold(messages=[{**say(""), "id": "in.2", "type": "interactive", "interactive": line}])

    assert (Complaint.objects.get().category, Complaint.objects.get().consumer) == ("VOLT-LOW", of)


def test_the_same_message_brought_again_is_one_complaint(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    for _ in range(3):
        writes("light nahi hai")

    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().events.count() == 1


def test_three_days_of_backlog_keep_their_own_times(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    long_ago = build.NOON - timedelta(days=3)

    writes("light nahi hai", timestamp=str(int(long_ago.timestamp())))

    one = Complaint.objects.get()
    assert (one.said_at, one.due_at) == (long_ago, long_ago + timedelta(hours=4))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_complaint_of_one_message() -> None:
    made.consumer(made.place(), mobile=PHONE)
    Reply.objects.create(
        channel="whatsapp", kind="text", sender=PHONE, text="light nahi hai", at=TEN, received_at=TEN,
        meaning="complains", attempts=[], digest="one",
    )  # fmt: skip
    start = threading.Barrier(2)

    def work() -> None:
        close_old_connections()
        start.wait()
        taking.hand_out(at=TEN)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_messages_of_one_stranger_at_two_workers_make_one_complaint() -> None:
    made.place()
    first, second = (
        Reply.objects.create(
            channel="whatsapp", kind="text", sender=PHONE, text="light nahi hai", at=TEN, received_at=TEN,
            meaning="complains", attempts=[], digest=digest,
        ).pk
        for digest in ("one", "two")
    )  # fmt: skip
    is_done = threading.Event()

    def other_worker() -> None:
        close_old_connections()
        taking.hand_out(at=TEN, replies=[second])
        connections.close_all()
        is_done.set()

    other = threading.Thread(target=other_worker)
    with transaction.atomic():
        taking.hand_out(at=TEN, replies=[first])
        other.start()
        while not is_done.is_set() and not sql.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
            is_done.wait(0.01)
    other.join()

    assert Complaint.objects.get().events.count() == 2


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_a_stranger_is_told_the_number_once_by_the_way_they_wrote(place: Place, channel: str) -> None:
    reply = Reply.objects.create(
        channel=channel, kind="text", sender="916000000777", text="light nahi hai", at=build.NOON, meaning="complains",
        received_at=build.NOON, digest="one",
    )  # fmt: skip
    taking.hand_out(at=build.NOON, replies=[reply.pk])
    again_said = Reply.objects.create(
        channel=channel, kind="text", sender="916000000777", text="light nahi hai bhai", at=build.NOON,
        meaning="complains", received_at=build.NOON, digest="two",
    )  # fmt: skip

    taking.hand_out(at=build.NOON, replies=[again_said.pk])

    one, memo = Complaint.objects.get(), Memo.objects.get()
    assert (memo.to, memo.channel, memo.kind) == ("916000000777", channel, "complaint_noted")
    assert memo.facts["number"] == as_written(one.number)
    assert not Notice.objects.exists()


def test_a_stranger_who_complains_all_day_long_is_told_few_numbers(place: Place) -> None:
    for minute in range(30):
        at = build.NOON + timedelta(minutes=minute)
        Reply.objects.create(
            channel="sms", kind="text", sender="916000000777", text="light nahi hai", at=at, meaning="complains",
            received_at=at, digest=f"{minute}",
        )  # fmt: skip
        taking.hand_out(at=at)
        Complaint.objects.update(state=State.REJECTED)

    assert Complaint.objects.count() == 30
    assert Memo.objects.count() == MOST_A_DAY
