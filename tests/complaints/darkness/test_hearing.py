"""Who writes that the light is off is answered by the outage that holds them, counts as evidence, or complains."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bijlisetu.complaints.actions import resolving
from bijlisetu.complaints.darkness import hearing
from bijlisetu.complaints.darkness.words import says_only_here
from bijlisetu.complaints.lists import State, Way
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.learning.hearing import Heard
from bijlisetu.outages.models import NoLight, Outage, Suspicion
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice
from bijlisetu.tracking.replies.taking import Word
from tests import build
from tests.carried import send
from tests.complaints import made
from tests.complaints.made import Place, again
from tests.tracking.test_clerks import LATER, fold, say

pytestmark = pytest.mark.django_db
PHONE = "916000000001"
HOUR = timedelta(hours=1)


@pytest.fixture
def place() -> Place:
    return made.place()


def writes(text: str, *, number: str = "in.1", **more: Any) -> None:
    fold(messages=[{**say(text), "id": number, **more}])


def cut(place: Place, *, until: bool = True) -> Outage:
    assert place.feeder
    begun = LATER - HOUR
    return outages.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(place.feeder.pk,)), reason="line_fault", from_at=begun,
        until_at=LATER + 2 * HOUR if until else None, at=begun, by="je",
    )  # fmt: skip


def answered(of: Consumer) -> list[str]:
    told = Notice.objects.filter(consumer=of, kind="answer").order_by("id")
    return [one.facts["words_en"] for one in told]


def test_a_known_outage_answers_at_once_and_there_is_no_complaint(place: Place) -> None:
    of, outage = made.consumer(place, mobile=PHONE), cut(place)

    writes("light nahi hai")

    (words,) = answered(of)
    assert "We know of it" in words
    assert "expected back by" in words
    assert not Complaint.objects.exists()
    assert NoLight.objects.get().outage == outage


def test_of_several_accounts_of_a_number_the_one_in_a_known_outage_is_meant_unless_another_is_named(
    place: Place,
) -> None:
    here = made.consumer(place, mobile=PHONE)
    elsewhere = build.consumer(on=build.feeder(section=place.section), mobile=PHONE)
    outage = cut(place)

    writes("light nahi hai")
    writes(f"light nahi hai {elsewhere.account[-4:]}", number="in.2")

    assert list(NoLight.objects.order_by("id").values_list("consumer", "outage")) == [
        (here.pk, outage.pk), (elsewhere.pk, None)
    ]  # fmt: skip


def test_without_a_promise_no_time_is_invented(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    cut(place, until=False)

    writes("बिजली नहीं है")

    assert "not known yet" in answered(of)[0]


@pytest.mark.parametrize("text", ["sirf mere ghar me light nahi hai", "only my house has no power"])
def test_who_speaks_of_their_house_alone_has_a_complaint_all_the_same(place: Place, text: str) -> None:
    of = made.consumer(place, mobile=PHONE)
    cut(place)

    writes(text)

    assert Complaint.objects.get().consumer == of


def test_the_button_below_the_answer_makes_the_complaint(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    cut(place)
    writes("no light")

    pressed = {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {
        "id": "complain:SUP-OFF", "title": "Only in my house"}}}  # fmt: skip
    writes("", number="in.2", **pressed)

    one = Complaint.objects.get()
    assert (one.consumer, one.category) == (of, "SUP-OFF")
    assert one.outage


def test_no_supply_chosen_from_the_list_is_answered_by_the_outage_as_if_it_were_written(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    cut(place)

    chosen = {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {
        "id": "complain:SUP-OFF", "title": "No supply"}}}  # fmt: skip
    writes("", **chosen)

    assert "We know of it" in answered(of)[0]
    assert not Complaint.objects.exists()


def test_the_words_of_our_own_button_say_that_it_is_one_house_alone() -> None:
    _, *titles = hearing.OWN_HOUSE

    assert all(says_only_here(title) for title in titles)


def test_one_house_alone_is_mended_by_no_light_of_an_outage_though_none_was_known_as_it_spoke(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    writes("sirf mere ghar me light nahi hai")
    outage = cut(place)

    outages.back(outage=outage.pk, at=LATER + HOUR, by="je")

    assert Complaint.objects.get().state == State.REGISTERED


def test_without_an_outage_it_is_a_complaint_and_evidence(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)

    writes("light nahi hai")

    assert Complaint.objects.get().consumer == of
    assert NoLight.objects.get().is_dark
    assert answered(of) == []


def test_who_comes_after_neighbours_hears_of_them(place: Place) -> None:
    low = made.transformer(place)
    for number in range(3):
        made.complaint(made.consumer(place, transformer=low), "SUP-OFF", at=LATER - timedelta(minutes=number + 1))
    for _ in range(30):
        made.consumer(place, transformer=low)
    of = made.consumer(place, mobile=PHONE, transformer=low)

    writes("light nahi hai")

    assert Suspicion.objects.filter(state="open").count() == 1
    assert "3 more people around you" in answered(of)[0]


def test_a_counter_and_the_phone_desk_count_too_and_name_the_outage(place: Place) -> None:
    of, outage = made.consumer(place), cut(place)

    one = made.complaint(of, "SUP-OFF", at=LATER, way=Way.COUNTER)

    assert one.outage == outage.number
    assert NoLight.objects.get().way == "desk"


def test_what_is_forwarded_is_no_evidence_of_the_forwarder(place: Place) -> None:
    made.consumer(place, mobile=PHONE)

    writes("Sector 12 me light nahi hai", context={"forwarded": True})

    assert not NoLight.objects.exists()


def test_who_has_light_again_says_so_and_confirms_what_was_asked(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    one = made.complaint(of, "SUP-OFF", at=LATER - 2 * HOUR)
    resolving.resolve(complaints=[one.pk], words="हो गया", at=LATER - HOUR, by="je")
    Complaint.objects.filter(pk=one.pk).update(resolved_at=build.NOON - HOUR)

    writes("light aa gayi hai")

    assert not NoLight.objects.latest("id").is_dark
    assert again(one).state == State.CONFIRMED


def test_the_same_message_twice_is_one_report(place: Place) -> None:
    made.consumer(place, mobile=PHONE)
    cut(place)

    writes("light nahi hai")
    writes("light nahi hai")

    assert NoLight.objects.count() == 1


def test_days_of_backlog_are_kept_with_their_own_time_and_answered_by_nothing(place: Place) -> None:
    of, outage = made.consumer(place, mobile=PHONE), cut(place)
    old = int((LATER - timedelta(days=2)).timestamp())

    writes("light nahi hai", timestamp=str(old))

    assert answered(of) == []
    assert NoLight.objects.get().said_at.timestamp() == old
    assert outage.state != "back"


def test_still_dark_after_the_light_is_said_to_be_back_is_a_complaint_of_that_outage(place: Place) -> None:
    of, outage = made.consumer(place, mobile=PHONE), cut(place)
    outages.back(outage=outage.pk, at=LATER, by="je")
    build.notice(of, kind="outage_back", outage=outage.number)
    pressed = Word(1, "still_dark", (send().attempt,), "whatsapp", "abhi bhi band", LATER + HOUR)

    hearing.take([pressed], LATER + HOUR)

    one = Complaint.objects.get()
    assert (one.consumer, one.category, one.outage) == (of, "SUP-OFF", outage.number)
    assert NoLight.objects.get().is_dark


def test_still_dark_while_it_is_known_to_be_off_is_no_complaint(place: Place) -> None:
    of, outage = made.consumer(place, mobile=PHONE), cut(place)
    build.notice(of, kind="outage_breakdown", outage=outage.number)
    pressed = Word(1, "still_dark", (send().attempt,), "whatsapp", "", LATER)

    hearing.take([pressed], LATER)

    assert not Complaint.objects.exists()
    assert NoLight.objects.get().outage == outage


def test_an_sms_is_answered_by_an_sms_with_the_outages_own_words(place: Place) -> None:
    of, outage = made.consumer(place, mobile=PHONE), cut(place)
    heard = Heard(of.pk, None, LATER, outage.number, None, 0)

    for _ in range(2):
        hearing.answer(heard, outage=outage, way=Way.SMS, to=PHONE, said_at=LATER, at=LATER)

    told = Notice.objects.get(consumer=of)
    assert (told.kind, told.to) == ("outage_breakdown", PHONE)


def test_many_at_once_are_each_heard_once_and_the_last_hear_of_the_first(place: Place) -> None:
    low = made.transformer(place)
    for _ in range(30):
        made.consumer(place, transformer=low)
    people = [made.consumer(place, mobile=f"91600000000{n}", transformer=low) for n in range(5)]

    fold(messages=[{**say("light nahi hai", sender=f"91600000000{n}"), "id": f"in.{n}"} for n in range(5)])

    assert NoLight.objects.count() == Complaint.objects.count() == len(people)
    assert Suspicion.objects.get(state="open").reports == len(people)


def test_a_neighbour_whom_we_asked_is_evidence_and_has_not_complained(place: Place) -> None:
    of = made.consumer(place, mobile=PHONE)
    build.notice(of, kind="neighbour_dark")
    pressed = Word(1, "still_dark", (send().attempt,), "whatsapp", "", LATER)

    hearing.take([pressed], LATER)

    assert NoLight.objects.get().consumer == of
    assert not Complaint.objects.exists()
