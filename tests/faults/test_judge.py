"""The judge on small made-up books: each promise is kept by good books, and broken by the row that breaks it."""

from __future__ import annotations

from faults.books import Books, Letter, Notice, Step, Told, Try
from faults.judge import judge, known, late_receipts, once, one_owner, opened, patient, settled, told, true, unsure

MOBILE = "916000000001"
WAIT, LEASE = 10.0, 30.0
SENT_AT = 100.0


def attempt(number: int = 1, *, channel: str = "whatsapp", state: int = 60, **more: object) -> Try:
    row = {
        "id": number, "notice": 1, "channel": channel, "address": MOBILE, "sender": "", "state": state,
        "carrier_id": f"id-{number}", "claimed_at": SENT_AT, "accepted_at": SENT_AT + 1, "is_disowned": False,
    }  # fmt: skip
    return Try(**{**row, **more})  # type: ignore[arg-type]


def letter(
    of: int | None = 1, *, channel: str = "whatsapp", at: float = SENT_AT, said: tuple[tuple[str, float], ...] = ()
) -> Letter:
    statuses = tuple(Told(status, given_at) for status, given_at in said)
    return Letter(f"{channel}-{at}", channel, of, MOBILE, "number-1", at, statuses)


def claimed(
    by: str = "engine-1", *, of: int = 1, was: int | None = None, was_engine: str | None = None, at: float = SENT_AT
) -> Step:
    return Step(of, was, was_engine, 10, by, at)


def books(
    *,
    notice: str = "reached",
    tries: tuple[Try, ...] = (attempt(),),
    letters: tuple[Letter, ...] = (letter(said=(("sent", 101), ("delivered", 102))),),
    steps: tuple[Step, ...] = (claimed(),),
    unread: int = 0,
    set_apart: int = 0,
) -> Books:
    return Books([Notice(1, notice)], list(tries), list(steps), list(letters), WAIT, LEASE, unread, set_apart)


def test_good_books_keep_every_promise() -> None:
    assert not [promise for promise in judge(books()) if promise.broken]


def test_a_notice_left_open_is_found() -> None:
    assert list(settled(books(notice="open"))) == ["notice 1 is open"]


def test_a_letter_left_in_an_engines_hands_is_found() -> None:
    assert list(settled(books(tries=(attempt(state=10),)))) == ["attempt 1 is still in an engine's hands"]


def test_a_record_that_was_never_folded_is_found() -> None:
    assert list(settled(books(unread=2))) == ["2 records of carriers were not folded, 0 set apart"]


def test_a_record_that_was_set_apart_is_found() -> None:
    assert list(settled(books(set_apart=1))) == ["0 records of carriers were not folded, 1 set apart"]


def test_a_message_of_no_attempt_is_found() -> None:
    assert list(known(books(letters=(letter(of=7),)))) == ["whatsapp whatsapp-100.0 is of no attempt"]


def test_a_message_whose_attempt_is_said_to_wait_yet_is_found() -> None:
    for state in (0, 10, 44, 46):
        assert list(known(books(tries=(attempt(state=state),))))


def test_a_message_to_another_person_than_its_attempts_is_found() -> None:
    assert list(known(books(tries=(attempt(address="916000000002"),))))


def test_an_unsure_attempt_knows_of_its_message() -> None:
    assert not list(known(books(tries=(attempt(state=20),))))


def test_a_receipt_that_was_told_and_not_folded_is_found() -> None:
    assert list(told(books(tries=(attempt(state=30),)))) == [
        "attempt 1 (whatsapp) has state 30, its carrier told 60",
    ]


def test_a_receipt_that_was_never_told_is_found() -> None:
    assert list(told(books(letters=(letter(),))))


def test_the_best_that_was_told_counts_and_not_the_last() -> None:
    assert not list(told(books(letters=(letter(said=(("delivered", 101), ("sent", 102))),))))


def test_who_opened_the_page_counts_as_a_reader_and_nobody_else() -> None:
    mail = (attempt(channel="email", state=30),)
    post = letter(channel="email", said=(("opened", 103),))

    assert list(opened(books(tries=mail, letters=(post,)))) == [
        "attempt 1 (email) has state 30, and its page was opened"
    ]
    read = (attempt(channel="email", state=70),)
    assert not list(opened(books(tries=read, letters=(post,))))
    assert not list(told(books(tries=read, letters=(post,))))
    assert list(told(books(tries=read, letters=(letter(channel="email"),))))


def test_a_page_that_broke_off_on_its_way_may_have_been_seen_or_not() -> None:
    post = letter(channel="email", said=(("tried to open", 103),))

    for state in (30, 70):
        tries = (attempt(channel="email", state=state),)
        assert not list(told(books(tries=tries, letters=(post,))))
        assert not list(opened(books(tries=tries, letters=(post,))))
    assert list(told(books(tries=(attempt(channel="email", state=60),), letters=(post,))))


def test_an_unsure_sms_cannot_be_told_anything_without_its_id() -> None:
    receipt = letter(channel="sms", said=(("delivered", 102),))

    assert not list(told(books(tries=(attempt(channel="sms", state=20, carrier_id=""),), letters=(receipt,))))
    assert list(told(books(tries=(attempt(channel="sms", state=20),), letters=(receipt,))))


def test_a_second_message_without_a_known_failure_is_found() -> None:
    again = (letter(said=(("delivered", 101),)), letter(at=105))

    assert list(once(books(letters=again))) == ["attempt 1 (whatsapp) was sent again: whatsapp-100.0, whatsapp-105"]


def test_a_failure_we_heard_of_only_later_does_not_excuse_a_second_message() -> None:
    assert list(once(books(letters=(letter(said=(("failed", 106),)), letter(at=105)))))


def test_a_second_message_after_a_known_failure_is_no_fault() -> None:
    assert not list(once(books(letters=(letter(said=(("failed", 104),)), letter(at=105)))))


def test_two_attempts_on_one_address_of_a_notice_are_one_message_twice() -> None:
    tries = (attempt(1), attempt(2))

    assert list(once(books(tries=tries, letters=(letter(1), letter(2, at=105)))))


def test_a_message_that_no_carrier_has_is_found() -> None:
    for state in (30, 40, 60, 70):
        assert list(true(books(tries=(attempt(state=state),), letters=())))


def test_what_may_never_have_left_need_not_be_at_a_carrier() -> None:
    for state in (20, 44, 50):
        assert not list(true(books(tries=(attempt(state=state),), letters=())))


def with_an_sms(*, arrived_at: float, sms_at: float = 112.0, **first: object) -> Books:
    tries = (attempt(1, **first), attempt(2, channel="sms"))  # type: ignore[arg-type]
    letters = (letter(1, said=(("delivered", arrived_at),)), letter(2, channel="sms", at=sms_at))
    return books(tries=tries, letters=letters)


def test_an_sms_to_whom_whatsapp_had_reached_in_time_is_found() -> None:
    assert list(patient(with_an_sms(arrived_at=109)))


def test_an_sms_before_a_late_receipt_is_listed_and_no_fault() -> None:
    late = with_an_sms(arrived_at=115)

    assert not list(patient(late))
    assert list(late_receipts(late)) == ["notice 1: receipt 4.0 s after the wait"]


def test_an_sms_after_a_stranger_said_no_is_no_fault() -> None:
    assert not list(patient(with_an_sms(arrived_at=109, is_disowned=True)))


def test_the_wait_of_a_letter_whose_engine_died_begins_with_its_claim() -> None:
    assert not list(patient(with_an_sms(arrived_at=111, accepted_at=None)))
    assert list(patient(with_an_sms(arrived_at=109, accepted_at=None)))


def test_a_claim_of_what_another_engine_holds_is_found() -> None:
    steps = (claimed("engine-1"), claimed("engine-2", was=10, was_engine="engine-1"))

    assert list(one_owner(books(steps=steps))) == ["attempt 1 was claimed by engine-2 from state 10 of engine-1"]


def test_a_claim_of_what_was_put_back_is_no_fault() -> None:
    steps = (claimed("engine-1"), Step(1, 10, "engine-1", 0, "engine-1", 101), claimed("engine-2", was=0, at=102))

    assert not list(one_owner(books(steps=steps)))


def test_a_state_that_fell_is_found() -> None:
    assert list(one_owner(books(steps=(claimed(), Step(1, 60, "engine-1", 30, "engine-1", 102)))))


def test_an_answer_written_by_another_engine_is_found() -> None:
    assert list(one_owner(books(steps=(claimed(), Step(1, 10, "engine-1", 30, "engine-2", 101)))))


def test_a_second_message_of_one_claim_is_found() -> None:
    again = (claimed(at=98), Step(1, 10, "engine-1", 0, "engine-1", 99), claimed(was=0))

    assert list(one_owner(books(steps=again, letters=(letter(), letter(at=105))))) == [
        "attempt 1 was claimed by engine-1 once and sent 2 times"
    ]


def test_a_message_that_left_before_it_was_claimed_is_found() -> None:
    assert list(one_owner(books(steps=(claimed(at=101),)))) == [
        "attempt 1 was sent before it was claimed: whatsapp-100.0"
    ]


def test_what_one_engine_claimed_and_another_sent_is_found() -> None:
    letters = (letter(1), letter(2)._replace(sender="number-2"))
    found = one_owner(books(tries=(attempt(1), attempt(2)), steps=(claimed(), claimed(of=2)), letters=letters))

    assert list(found) == ["what engine-1 had claimed was sent from number-1, number-2"]


def test_a_message_from_another_number_than_its_attempts_is_found() -> None:
    assert list(one_owner(books(tries=(attempt(sender="whatsapp:number-2"),))))


def test_what_stayed_unsure_is_listed_with_what_became_of_it() -> None:
    tries = (attempt(1, state=20), attempt(2, channel="sms", state=20))

    assert unsure(books(tries=tries)) == (
        {"sms never arrived": 1, "whatsapp at the carrier": 1},
        ["attempt 1 (whatsapp), at the carrier", "attempt 2 (sms), never arrived"],
    )
