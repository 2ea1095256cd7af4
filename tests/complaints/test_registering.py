"""A complaint has a number, an office and an end at once; said twice it is one; neighbours of one fault are joined."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bijlisetu.complaints.actions import resolving
from bijlisetu.complaints.actions.enclosing import File, NotEnclosable
from bijlisetu.complaints.actions.registering import NoCategory, NoOffice, register
from bijlisetu.complaints.lists import Area, State, Way, What
from bijlisetu.complaints.models import Complaint, Enclosed, Enclosure
from bijlisetu.complaints.numbers import as_written, number_in, number_of
from bijlisetu.outbox.models import Notice
from tests import build
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, again, said
from tests.plumbing.test_pictures import SHOWN, TRACES

pytestmark = pytest.mark.django_db
PHOTO = File(b"\xff\xd8\xff" + b"synthetic")


@pytest.fixture
def place() -> Place:
    return made.place()


def test_the_person_has_the_number_and_the_time_at_once(place: Place) -> None:
    of = made.consumer(place)
    one = made.complaint(of, words="फ़्यूज़ उड़ गया")

    assert (one.office, one.area, one.due_at) == (place.section, Area.URBAN, TEN + 4 * HOUR)
    told = Notice.objects.get(kind="complaint_registered", consumer=of)
    assert told.facts["number"] == as_written(one.number)
    assert told.facts["until"] == (TEN + 4 * HOUR).isoformat()


def test_villages_have_their_own_limits() -> None:
    village = made.place(supply="rural")

    assert made.complaint(made.consumer(village)).due_at == TEN + 8 * HOUR


def test_numbers_leave_none_out_and_begin_anew_each_year(place: Place) -> None:
    numbers = [made.complaint(made.consumer(place)).number for _ in range(3)]
    later = made.complaint(made.consumer(place), at=TEN + timedelta(days=60)).number

    assert [number[:-1] for number in (*numbers, later)] == ["202600001", "202600002", "202600003", "202700001"]


@pytest.mark.parametrize("typed", ["2026-00001-{}", "202600001{}", " 2026 00001 {} ", "2026–00001–{}"])
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    number = number_of(2026, 1)

    assert number_in(typed.format(number[-1])) == number
    assert number_in(typed.format((int(number[-1]) + 1) % 10)) == ""


def test_a_number_may_be_typed_in_devanagari_and_nothing_else_passes() -> None:
    number = number_of(2026, 12345)
    assert number_in("".join(chr(ord("०") + int(digit)) for digit in number)) == number
    for wrong in ("", "2026", "x" * 5000, "20260001", "2026-00001-x", number + "0" * 30):
        assert number_in(wrong) == ""


def test_the_same_said_again_is_one_complaint_with_more_words(place: Place) -> None:
    of = made.consumer(place)
    one = made.complaint(of, "SUP-OFF")
    taken = register(said(of, "SUP-OFF-AREA", words="अब भी नहीं आई", at=TEN + HOUR), at=TEN + HOUR, by="clerk")

    assert (taken.complaint.pk, taken.is_new) == (one.pk, False)
    assert one.events.get(what=What.NOTED).words == "अब भी नहीं आई"
    assert Notice.objects.filter(kind="complaint_registered").count() == 2


def test_thirty_messages_of_one_matter_are_not_thirty_acknowledgements(place: Place) -> None:
    of = made.consumer(place)
    one = made.complaint(of, "SUP-OFF")
    for minute in range(1, 30):
        at = TEN + timedelta(minutes=minute)
        register(said(of, "SUP-OFF", words=f"अब भी नहीं {minute}", at=at), at=at, by="clerk")

    assert one.events.filter(what=What.NOTED).count() == 29
    assert Notice.objects.filter(kind="complaint_registered").count() == 1


def test_a_machine_that_writes_all_day_is_told_a_few_times_and_again_on_the_next(place: Place) -> None:
    of = made.consumer(place)
    made.complaint(of, "BILL-WRONG")
    for hour in range(1, 24):
        at = TEN + hour * HOUR
        register(said(of, "BILL-WRONG", words="फिर", at=at), at=at, by="clerk")

    assert Notice.objects.filter(kind="complaint_registered").count() == 4
    later = TEN + 26 * HOUR
    register(said(of, "BILL-WRONG", words="फिर", at=later), at=later, by="clerk")
    assert Notice.objects.filter(kind="complaint_registered").count() == 5


def test_another_matter_of_the_same_person_is_another_complaint(place: Place) -> None:
    of = made.consumer(place)
    made.complaint(of, "SUP-OFF")
    made.complaint(of, "BILL-WRONG")

    assert Complaint.objects.count() == 2


def test_who_complains_again_after_resolved_says_no(place: Place) -> None:
    of = made.consumer(place)
    one = made.complaint(of, "SUP-OFF")
    resolving.resolve(complaints=[one.pk], words="हो गया", at=TEN + HOUR, by="je")
    register(said(of, "SUP-OFF", words="झूठ है", at=TEN + 2 * HOUR), at=TEN + 2 * HOUR, by="clerk")

    assert again(one).state == State.REOPENED
    assert one.events.get(what=What.SAID_NO).words == "झूठ है"


def test_neighbours_on_a_transformer_are_joined_and_told_the_first_ones_time(place: Place) -> None:
    on = made.transformer(place)
    first = made.complaint(made.consumer(place, transformer=on), "SUP-OFF")
    late = made.consumer(place, transformer=on)
    second = made.complaint(late, "SUP-OFF", at=TEN + HOUR)

    assert (again(second).state, second.primary_id) == (State.JOINED, first.pk)
    told = Notice.objects.get(kind="complaint_registered", consumer=late)
    assert (told.facts["until"], told.facts["number"]) == (first.due_at.isoformat(), as_written(second.number))  # type: ignore[union-attr]


@pytest.mark.parametrize("category", ["FUSE", "BILL-WRONG", "METER-BURNT"])
def test_faults_of_one_house_are_not_joined(place: Place, category: str) -> None:
    on = made.transformer(place)
    for _ in range(2):
        made.complaint(made.consumer(place, transformer=on), category)

    assert not Complaint.objects.exclude(primary=None).exists()


def test_a_fault_of_yesterday_is_another_one(place: Place) -> None:
    on = made.transformer(place)
    made.complaint(made.consumer(place, transformer=on), "SUP-OFF")
    second = made.complaint(made.consumer(place, transformer=on), "SUP-OFF", at=TEN + timedelta(days=1))

    assert second.primary_id is None


def test_one_message_is_one_complaint_however_often_it_is_told(place: Place) -> None:
    of = made.consumer(place)
    told = said(of, reply=7, way=Way.CHAT)
    first, second = (register(told, at=TEN, by="reply") for _ in range(2))

    assert (first.complaint.pk, second.is_new) == (second.complaint.pk, False)
    assert first.complaint.events.count() == 1


def test_a_phone_ahead_of_our_clock_complains_now(place: Place) -> None:
    one = register(said(made.consumer(place), at=TEN + HOUR), at=TEN, by="clerk").complaint

    assert one.said_at == TEN


def test_three_days_of_backlog_keep_their_own_times(place: Place) -> None:
    one = register(said(made.consumer(place), at=TEN - timedelta(days=3)), at=TEN, by="clerk").complaint

    assert one.due_at == TEN - timedelta(days=3) + 4 * HOUR


def test_a_complaint_of_no_account_is_of_the_office_that_took_it(place: Place) -> None:
    one = made.complaint(None, "SAFETY", place="पुलिया के पास", office=place.offices["division"].pk)

    assert (one.consumer_id, one.office) == (None, place.offices["division"])
    assert not Notice.objects.exists()


def test_without_any_office_it_is_refused_in_words(db: None) -> None:
    with pytest.raises(NoOffice):
        register(said(None, "OTHER"), at=TEN, by="clerk")
    with pytest.raises(NoCategory):
        register(said(None, "TEA"), at=TEN, by="clerk")


def test_the_same_photo_is_kept_once_and_mentioned_twice(place: Place) -> None:
    one, other = (made.complaint(made.consumer(place), files=[PHOTO, PHOTO]) for _ in range(2))

    assert Enclosure.objects.get().mime_type == "image/jpeg"
    assert list(Enclosed.objects.values_list("complaint_id", flat=True).order_by("id")) == [one.pk, other.pk]


def test_a_photo_is_kept_without_the_place_and_telephone_that_its_camera_wrote_in_it(place: Place) -> None:
    made.complaint(made.consumer(place), files=[File(b"\xff\xd8" + TRACES + SHOWN + b"\xff\xd9")])

    assert bytes(Enclosure.objects.get().content) == b"\xff\xd8" + SHOWN + b"\xff\xd9"


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90", b"\xff\xd8\xff" + b"0" * (9 * 1024 * 1024)])
def test_what_is_no_photo_or_voice_note_is_refused(place: Place, content: bytes) -> None:
    with pytest.raises(NotEnclosable):
        made.complaint(made.consumer(place), files=[File(content)])


def test_a_feeder_without_a_section_is_the_highest_offices() -> None:
    top = build.office("company")
    one = made.complaint(build.consumer(on=build.feeder(section=build.office(parent=top))))
    nobodys = made.complaint(None, "OTHER")

    assert one.office.kind == "section"
    assert nobodys.office == top
