from __future__ import annotations

import pytest

from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.behaviour import HOUR, MINUTE, Deed, Person

READER = Person(works=True, whatsapp=True, reads=True, belongs=True, objects=False, confirms=True)
SILENT = READER._replace(reads=False, confirms=False)
STRANGER = Person(works=True, whatsapp=True, reads=False, belongs=False, objects=True, confirms=False)
DEAD = Person(works=False, whatsapp=False, reads=False, belongs=True, objects=False, confirms=False)
NUMBERS = [f"98{number:08}" for number in range(2000)]


def whatsapp(number: str, person: Person, seed: int = 1) -> tuple[behaviour.Event, ...]:
    return behaviour.whatsapp(seed=seed, number=number, account="1234", person=person)


def sms(number: str, person: Person) -> tuple[behaviour.Event, ...]:
    return behaviour.sms(seed=1, number=number, account="1234", person=person)


def deeds(events: tuple[behaviour.Event, ...]) -> list[Deed]:
    return [event.deed for event in events]


def test_the_same_seed_and_person_give_the_same_events() -> None:
    assert [whatsapp(number, READER) for number in NUMBERS] == [whatsapp(number, READER) for number in NUMBERS]


def test_another_seed_gives_other_events() -> None:
    assert whatsapp(NUMBERS[0], READER) != whatsapp(NUMBERS[0], READER, seed=2)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (READER, [Deed.SENT, Deed.DELIVERED, Deed.READ, Deed.CONFIRMED]),
        (SILENT, [Deed.SENT, Deed.DELIVERED]),
        (STRANGER, [Deed.SENT, Deed.DELIVERED, Deed.OBJECTED]),
        (DEAD, [Deed.FAILED]),
        (READER._replace(whatsapp=False), [Deed.FAILED]),
    ],
)
def test_a_whatsapp_message_ends_as_the_person_is(person: Person, expected: list[Deed]) -> None:
    assert deeds(whatsapp(NUMBERS[0], person)) == expected


def test_whatsapp_events_are_in_order_and_within_their_bounds() -> None:
    for number in NUMBERS:
        sent, delivered, read, confirmed = whatsapp(number, READER)
        assert 0 < sent.after < delivered.after < read.after < confirmed.after
        assert delivered.after <= 12 * HOUR + 2
        assert MINUTE <= read.after - delivered.after <= 4 * HOUR
        assert confirmed.after - read.after <= 20 * MINUTE


def test_about_six_phones_in_a_hundred_are_away_for_hours() -> None:
    away = sum(whatsapp(number, READER)[1].after > HOUR for number in NUMBERS)

    assert 0.04 < away / len(NUMBERS) < 0.08


def test_being_away_is_the_phones_and_not_the_accounts() -> None:
    for account in ("1234", "5678"):
        events = [behaviour.whatsapp(seed=1, number=n, account=account, person=READER)[1] for n in NUMBERS]
        away = {number for number, event in zip(NUMBERS, events, strict=True) if event.after > HOUR}
        assert away == {number for number in NUMBERS if whatsapp(number, READER)[1].after > HOUR}


def test_a_working_number_gives_a_receipt_within_a_minute() -> None:
    receipts = [event for number in NUMBERS for event in sms(number, SILENT) if event.deed is Deed.DELIVERED]

    assert all(3 <= event.after <= 60 for event in receipts)
    assert 0 < len(NUMBERS) - len(receipts) < 20


def test_dead_numbers_fail_at_once_or_expire_after_six_hours() -> None:
    events = [event for number in NUMBERS for event in sms(number, DEAD)]
    expired = [event for event in events if event.deed is Deed.EXPIRED]

    assert 0.25 < len(expired) / len(events) < 0.35
    assert {event.after for event in expired} == {6 * HOUR}
    assert all(10 <= event.after <= 60 and event.code == "001" for event in events if event.deed is Deed.FAILED)


def test_one_sms_reader_in_ten_opens_the_link() -> None:
    opened = [event for number in NUMBERS for event in sms(number, READER) if event.deed is Deed.OPENED]

    assert 0.08 < len(opened) / len(NUMBERS) < 0.12
    assert all(5 * MINUTE <= event.after <= 3 * HOUR + MINUTE for event in opened)


def test_who_has_whatsapp_does_not_answer_by_sms() -> None:
    assert not any(Deed.OBJECTED in deeds(sms(number, STRANGER)) for number in NUMBERS)
    assert all(Deed.OBJECTED in deeds(sms(number, STRANGER._replace(whatsapp=False))) for number in NUMBERS)


@pytest.mark.parametrize(("person", "expected"), [(READER, [Deed.OPENED]), (SILENT, []), (DEAD, [Deed.BOUNCED])])
def test_a_mail_ends_as_the_mailbox_is(person: Person, expected: list[Deed]) -> None:
    assert deeds(behaviour.mail(seed=1, mailbox="a@b.example", account="", person=person)) == expected


def test_half_of_the_dead_mailboxes_are_refused_at_once() -> None:
    refused = sum(behaviour.is_refused_at_once(seed=1, mailbox=f"{n}@b.example", person=DEAD) for n in NUMBERS)

    assert 0.45 < refused / len(NUMBERS) < 0.55
    assert not behaviour.is_refused_at_once(seed=1, mailbox="a@b.example", person=SILENT)


@pytest.mark.parametrize(("one_in", "least", "most"), [(0, 0, 0), (1, 2000, 2000), (10, 150, 250)])
def test_one_in_so_many_is_chosen(one_in: int, least: int, most: int) -> None:
    assert least <= sum(behaviour.is_chosen(seed=1, name=name, one_in=one_in) for name in NUMBERS) <= most
