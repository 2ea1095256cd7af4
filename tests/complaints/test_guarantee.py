"""Silence closes nothing: yes confirms, no reopens one step higher, evidence is named, and the database holds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.complaints.actions import resolving, working
from bijlisetu.complaints.actions.registering import join
from bijlisetu.complaints.actions.writing import NothingSaid, NotPossible
from bijlisetu.complaints.lists import Evidence, Rejection, State, Wait, What
from bijlisetu.complaints.models import Compensation, Complaint, ComplaintEvent, Escalation
from bijlisetu.complaints.replaying import differing
from bijlisetu.memos.models import Memo
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.levels import Level
from tests.complaints import made
from tests.complaints.made import HOUR, TEN, Place, again, answers

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def place() -> Place:
    return made.place()


@pytest.fixture
def complaint(place: Place) -> Complaint:
    return made.complaint(made.consumer(place))


def resolve(*complaints: Complaint, at=TEN + HOUR, by: str = "je") -> None:  # type: ignore[no-untyped-def]
    resolving.resolve(complaints=[one.pk for one in complaints], words="फ़्यूज़ बदला", at=at, by=by)


def test_resolved_asks_the_consumer_and_closes_nothing(complaint: Complaint) -> None:
    resolve(complaint)

    assert again(complaint).state == State.RESOLVED
    asked = Notice.objects.get(kind="complaint_resolved")
    assert (asked.consumer_id, asked.facts["number"]) == (complaint.consumer_id, "2026-00001-" + complaint.number[-1])


def test_yes_confirms(complaint: Complaint) -> None:
    resolve(complaint)
    answers(complaint, "solved", at=TEN + 2 * HOUR)

    assert again(complaint).state == State.CONFIRMED
    assert ComplaintEvent.objects.get(what=What.SAID_YES).by == "reply"


def test_no_reopens_one_step_higher_with_the_consumers_words(place: Place, complaint: Complaint) -> None:
    resolve(complaint, at=TEN + 0.25 * HOUR)
    answers(complaint, "not_solved", at=TEN + 0.5 * HOUR, words="अब भी अंधेरा है")

    assert (again(complaint).state, complaint.level) == (State.REOPENED, Level.SDO)
    assert ComplaintEvent.objects.get(what=What.SAID_NO).words == "अब भी अंधेरा है"
    assert Escalation.objects.get().person.get_username() == place.officers[Level.SDO]
    told = Memo.objects.filter(kind="complaint_rises")
    assert set(told.values_list("channel", flat=True)) == {"whatsapp", "email"}
    assert told[0].facts["why_en"] == "the consumer says: not mended"


def test_each_false_word_goes_one_step_higher_up_to_the_top(complaint: Complaint) -> None:
    levels = []
    for turn in range(1, 8):
        at = TEN + turn * timedelta(minutes=4)
        resolve(complaint, at=at)
        answers(complaint, "not_solved", at=at + timedelta(minutes=1))
        levels.append(again(complaint).level)

    assert levels == [1, 2, 3, 4, 5, 5, 5]


def test_a_word_told_twice_counts_once(complaint: Complaint) -> None:
    from bijlisetu.tracking.models import Reply
    from bijlisetu.tracking.replies import taking

    resolve(complaint)
    reply = answers(complaint, "not_solved", at=TEN + 2 * HOUR)
    Reply.objects.filter(pk=reply).update(taken_at=None)
    resolve(complaint, at=TEN + 3 * HOUR)
    taking.hand_out(at=TEN + 4 * HOUR)

    assert again(complaint).state == State.RESOLVED
    assert ComplaintEvent.objects.filter(what=What.SAID_NO).count() == 1


def test_a_yes_to_an_earlier_question_confirms_no_later_answer(complaint: Complaint) -> None:
    resolve(complaint)
    answers(complaint, "not_solved", at=TEN + 2 * HOUR)
    resolve(complaint, at=TEN + 5 * HOUR)
    answers(complaint, "solved", at=TEN + 3 * HOUR)

    assert again(complaint).state == State.RESOLVED


def test_silence_is_settled_after_a_day_by_named_evidence_and_stays_told_apart(complaint: Complaint) -> None:
    resolve(complaint)
    tell = {"complaint": complaint.pk, "evidence": Evidence.METER, "by": "clerk"}
    with pytest.raises(resolving.NotSettledYet):
        resolving.settle(**tell, words="मीटर चल रहा है", at=TEN + 2 * HOUR)
    with pytest.raises(NothingSaid):
        resolving.settle(**tell, words=" ", at=TEN + 2 * A_DAY)

    resolving.settle(**tell, words="मीटर चल रहा है", at=TEN + 2 * A_DAY)

    assert again(complaint).state == State.CLOSED_UNCONFIRMED


def test_who_resolved_it_does_not_audit_it(complaint: Complaint) -> None:
    resolve(complaint, by="je")
    with pytest.raises(resolving.SamePerson):
        resolving.called(complaint=complaint.pk, is_mended=True, words="कहा ठीक है", at=TEN + 2 * A_DAY, by="je")

    resolving.called(complaint=complaint.pk, is_mended=True, words="कहा ठीक है", at=TEN + 2 * A_DAY, by="clerk")

    assert again(complaint).state == State.CLOSED_UNCONFIRMED


def test_a_no_told_in_a_call_reopens(complaint: Complaint) -> None:
    resolve(complaint, at=TEN + 0.25 * HOUR)
    resolving.called(complaint=complaint.pk, is_mended=False, words="अब भी बंद", at=TEN + 0.5 * HOUR, by="clerk")

    assert (again(complaint).state, complaint.level) == (State.REOPENED, Level.SDO)


# Like the clock's own job, and unlike other tests, in no transaction around it.
@pytest.mark.django_db(transaction=True)
def test_neighbours_who_say_yes_speak_for_the_silent_one_of_the_same_fault(place: Place) -> None:
    on = made.transformer(place)
    first, second, third = (
        made.complaint(made.consumer(place, transformer=on), "SUP-OFF", at=TEN + n * timedelta(minutes=1))
        for n in range(3)
    )
    resolve(first)
    for one in (first, second):
        answers(one, "solved", at=TEN + 2 * HOUR)
    assert resolving.settle_silent(at=TEN + 3 * HOUR) == 0

    assert resolving.settle_silent(at=TEN + 2 * A_DAY) == 1
    assert again(third).state == State.CLOSED_UNCONFIRMED
    assert third.events.get(what=What.SETTLED).evidence == Evidence.NEIGHBOURS


def test_the_end_of_the_first_reaches_each_that_was_joined_and_asks_each(place: Place) -> None:
    on = made.transformer(place)
    people = [made.consumer(place, transformer=on) for _ in range(3)]
    first, second, third = (made.complaint(one, "SUP-OFF") for one in people)
    assert (again(second).state, second.primary_id) == (State.JOINED, first.pk)

    resolve(first)
    answers(second, "solved", at=TEN + 2 * HOUR)
    answers(third, "not_solved", at=TEN + 2 * HOUR)

    asked = Notice.objects.filter(kind="complaint_resolved").values_list("consumer_id", flat=True)
    assert sorted(asked) == sorted(one.pk for one in people)
    assert [again(one).state for one in (first, second, third)] == [State.RESOLVED, State.CONFIRMED, State.REOPENED]
    assert third.primary_id is None


def test_one_is_joined_by_hand_to_the_first_of_an_open_fault_alone(place: Place) -> None:
    first, second, third = (made.complaint(made.consumer(place)) for _ in range(3))
    join(complaint=second.pk, to=first.pk, at=TEN + HOUR, by="je")

    for wrong in ({"complaint": third.pk, "to": second.pk}, {"complaint": first.pk, "to": third.pk},
                  {"complaint": third.pk, "to": third.pk}):  # fmt: skip
        with pytest.raises(NotPossible):
            join(**wrong, at=TEN + HOUR, by="je")


def test_nothing_is_owed_in_time_nor_where_the_standard_names_no_sum(place: Place) -> None:
    in_time = made.complaint(made.consumer(place), "DTR")
    resolve(in_time, at=TEN + 8 * HOUR)
    late = made.complaint(made.consumer(place), "FUSE")
    resolve(late, at=TEN + 60 * HOUR)

    assert not Compensation.objects.exists()


def test_compensation_follows_the_row_and_grows_if_the_answer_was_false(place: Place) -> None:
    one = made.complaint(made.consumer(place), "DTR")  # eight hours, 150 rupees a day
    resolve(one, at=TEN + 30 * HOUR)
    owed = Compensation.objects.get()
    assert (owed.rupees, owed.days, owed.standard) == (150, 1, "uppcl/DTR/urban/2020-02-17")

    answers(one, "not_solved", at=TEN + 40 * HOUR)
    assert Compensation.objects.get().rupees == 300
    resolve(one, at=TEN + 70 * HOUR)

    assert Compensation.objects.get().rupees == 450


def test_waiting_needs_a_reason_is_told_and_ends_by_the_consumers_word(complaint: Complaint) -> None:
    with pytest.raises(NothingSaid):
        working.wait(complaint=complaint.pk, why=Wait.LOCKED, words="", at=TEN + HOUR, by="je")
    working.wait(complaint=complaint.pk, why=Wait.LOCKED, words="घर पर ताला मिला", at=TEN + HOUR, by="je")
    assert again(complaint).due_at is None
    assert Notice.objects.get(kind="complaint_waits").facts["need"] == "घर पर ताला मिला"

    answers(complaint, "can_go_on", at=TEN + 5 * HOUR, kind="complaint_waits")

    assert again(complaint).due_at == TEN + 8 * HOUR


def test_a_consumers_complaint_is_never_put_aside(complaint: Complaint, place: Place) -> None:
    with pytest.raises(NothingSaid):
        working.reject(complaint=complaint.pk, why=Rejection.SPAM, at=TEN, by="je")
    nobodys = made.complaint(None, "OTHER", office=place.section.pk)
    working.reject(complaint=nobodys.pk, why=Rejection.SPAM, at=TEN, by="je")

    assert again(nobodys).state == State.REJECTED


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CLOSED_UNCONFIRMED])
@pytest.mark.parametrize("resolved", [False, True])
def test_the_database_lets_nobody_close_one_by_hand(complaint: Complaint, state: State, resolved: bool) -> None:
    if resolved:
        resolve(complaint)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(state=state)


def test_the_database_takes_no_yes_from_a_clerk_and_no_settling_without_evidence(complaint: Complaint) -> None:
    resolve(complaint)
    told = {"complaint": complaint, "at": TEN + A_DAY, "kept_at": TEN + A_DAY, "by": "je"}
    for wrong in ({"what": "said_yes", "way": "counter"}, {"what": "said_yes", "way": "chat"}, {"what": "said_yes"},
                  {"what": "settled", "words": "x"}, {"what": "settled", "evidence": "meter"},
                  {"what": "settled", "evidence": "hope", "words": "x"}, {"what": "waits", "why": "tea"}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ComplaintEvent.objects.create(**told, **wrong)


def test_an_audited_call_of_who_resolved_it_is_refused_by_the_database_too(complaint: Complaint) -> None:
    resolve(complaint, by="je")
    ComplaintEvent.objects.create(
        complaint=complaint, what="settled", evidence="audited_call", words="x", at=TEN + A_DAY, kept_at=TEN + A_DAY,
        by="je",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(state=State.CLOSED_UNCONFIRMED)


def test_what_happened_stays_written(complaint: Complaint) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.events.update(at=TEN - A_DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.events.all().delete()


def test_replaying_gives_what_is_stored_and_shows_what_was_bent(complaint: Complaint) -> None:
    resolve(complaint)
    answers(complaint, "not_solved", at=TEN + 2 * HOUR)
    assert list(differing()) == []

    Complaint.objects.filter(pk=complaint.pk).update(due_at=TEN + A_DAY, level=0)

    assert list(differing()) == [(complaint.number, ["level", "due_at"])]


def test_every_deed_stands_in_the_book(complaint: Complaint) -> None:
    resolve(complaint)
    deeds = Entry.objects.filter(record=f"complaint:{complaint.number}").values_list("deed", "by")

    assert set(deeds) == {("complaint.registered", "clerk"), ("complaint.resolved", "je")}
