"""Claims taken: what is recorded, what addresses become, and what follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Effect
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim, Health
from bijlisetu.contact.queries import astray
from bijlisetu.outbox.models import Change, Notice, Turn
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

PHONE, MAILBOX, LANDLINE = "916000000001", "ramesh@example.in", "915444212345"
SECOND, LATER = timedelta(seconds=1), NOON + timedelta(minutes=5)


def named(of: Consumer, value: str = PHONE, *, source: str = "visit", at: datetime = NOON, **more: Any) -> Claim:
    return Claim(consumer_id=of.pk, value=value, word=ClaimWord.REACHES, source=ClaimSource(source), at=at, **more)


def shown(of: Consumer, value: str = PHONE, *, source: str = "visit", at: datetime = NOON) -> Claim:
    proof = ClaimProof(source)
    return Claim(consumer_id=of.pk, value=value, word=ClaimWord.OWN, source=ClaimSource(source), proof=proof, at=at)


def take(*claims: Claim, at: datetime = LATER, by: str = "officer") -> Effect:
    return contact.take(claims=claims, at=at, by=by)


def owner(value: str = PHONE) -> str:
    return Address.objects.get(value=value).owner


def deeds() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("deed", "by"))


def missed(by: Consumer, *, state: Notice.State = Notice.State.EXHAUSTED) -> Notice:
    """Post a notice to the consumer, to whom nothing is left to try."""
    made = build.notice(by)
    Notice.objects.filter(pk=made.pk).update(state=state, settled_at=NOON)
    Turn.objects.filter(notice=made).delete()
    Change.objects.all().delete()
    return made


def test_a_claim_is_recorded_with_who_brought_it_by_which_way() -> None:
    someone = build.consumer()

    take(named(someone, source="counter", role="family", device="phone 7"), by="je.rampur")

    [claim] = Claim.objects.values_list("consumer", "value", "role", "word", "source", "proof", "by", "device", "at")
    assert claim == (someone.pk, PHONE, "family", "reaches", "counter", "", "je.rampur", "phone 7", NOON)


@pytest.mark.parametrize(
    ("value", "channels"),
    [(PHONE, ["whatsapp", "sms", "call"]), (LANDLINE, ["call"]), (MAILBOX, ["email"])],
)
def test_an_address_is_used_for_what_it_is(value: str, channels: list[str]) -> None:
    take(named(build.consumer(), value))

    assert Address.objects.get(value=value).channels == channels


def test_an_address_says_what_its_claims_add_up_to() -> None:
    someone = build.consumer()

    take(named(someone, source="counter"))
    take(build.answer("own", someone, PHONE, at=LATER))

    told = Address.objects.values_list("source", "known_at", "owner", "proof", "owner_at").get()
    assert told == ("counter", NOON, "proved", "reply", LATER)


def test_the_newest_to_name_an_address_is_its_source_whenever_it_arrives() -> None:
    someone = build.consumer()

    take(named(someone, source="visit", at=LATER))
    take(named(someone, source="counter", at=NOON))

    assert Address.objects.values_list("source", "known_at").get() == ("visit", LATER)


@pytest.mark.parametrize("words", [("own", "not_own"), ("not_own", "own")])
def test_the_latest_word_counts_whatever_the_order_of_arrival(words: tuple[str, str]) -> None:
    someone = build.consumer()

    take(build.answer(words[1], someone, PHONE, at=NOON + SECOND))
    effect = take(build.answer(words[0], someone, PHONE, at=NOON))

    assert owner() == {"own": "proved", "not_own": "not_owner"}[words[1]]
    assert effect.changed == []


@pytest.mark.parametrize("said", ["own", "not_own"])
@pytest.mark.parametrize("entered", ["own", "not_own", "reaches"])
@pytest.mark.parametrize("at", [NOON - SECOND, NOON, LATER])
def test_the_persons_own_answer_outranks_what_the_office_enters_without_proof(
    said: str, entered: str, at: datetime
) -> None:
    someone = build.consumer()
    proof = "office" if entered == "own" else ""

    take(build.answer(said, someone, PHONE, at=NOON))
    effect = take(Claim(consumer=someone, value=PHONE, word=entered, source="office", proof=proof, at=at))

    assert owner() == {"own": "proved", "not_own": "not_owner"}[said]
    assert (effect.changed, astray()) == ([], [])


@pytest.mark.parametrize("source", ["visit", "counter", "call_back"])
def test_what_the_office_proves_later_outranks_an_answer(source: str) -> None:
    someone = build.consumer()

    take(build.answer("not_own", someone, PHONE, at=NOON))
    take(shown(someone, source=source, at=LATER))

    assert (owner(), astray()) == ("proved", [])


@pytest.mark.parametrize("words", [("own", "not_own"), ("not_own", "own")])
def test_of_two_words_in_the_same_instant_no_is_the_safer(words: tuple[str, str]) -> None:
    someone = build.consumer()

    for word in words:
        take(build.answer(word, someone, PHONE))

    assert owner() == "not_owner"


def test_the_same_claim_however_often_is_recorded_and_noted_once() -> None:
    someone = build.consumer()
    claims = [build.answer("own", someone, PHONE) for _ in range(3)]

    take(*claims)
    effect = take(*claims)

    assert effect == Effect([], 0)
    assert (Claim.objects.count(), len(deeds())) == (1, 1)


def test_many_claims_of_many_people_are_taken_at_once() -> None:
    people = [build.consumer() for _ in range(3)]

    take(*(shown(someone, f"91600000000{place}") for place, someone in enumerate(people)))

    assert set(Address.objects.values_list("consumer", "owner")) == {(someone.pk, "proved") for someone in people}


@pytest.mark.parametrize("deed", ["UPDATE contact_claim SET at = now()", "DELETE FROM contact_claim"])
def test_the_database_refuses_to_change_or_delete_a_claim(deed: str) -> None:
    take(named(build.consumer()))

    with (
        pytest.raises(IntegrityError, match="a claim stays as it was made"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed)

    assert Claim.objects.count() == 1


@pytest.mark.parametrize("field", ["role", "word", "source", "proof"])
def test_the_database_knows_the_closed_lists(field: str) -> None:
    plain = {"consumer": build.consumer(), "value": PHONE, "word": "reaches", "source": "visit", "by": "x", "at": NOON}

    with pytest.raises(IntegrityError, match="is_listed"), transaction.atomic():
        Claim.objects.create(**{**plain, field: "hearsay"})


def test_nothing_is_the_consumers_own_without_a_proof() -> None:
    plain = {"consumer": build.consumer(), "value": PHONE, "source": "visit", "by": "x", "at": NOON}

    with pytest.raises(IntegrityError, match="claim_of_an_owner_is_proved"), transaction.atomic():
        Claim.objects.create(**plain, word="own")


@pytest.mark.parametrize(("word", "deed"), [("own", "contact.confirm"), ("not_own", "contact.not_mine")])
def test_an_answer_is_noted_for_whoever_it_is_news(word: str, deed: str) -> None:
    someone = build.consumer(mobile=PHONE)

    effect = take(build.answer(word, someone, PHONE), by="reply")

    assert effect.changed == [someone.pk]
    assert Entry.objects.values_list("deed", "record", "by", "detail").get() == (
        deed, f"consumer:{someone.pk}", "reply", {},
    )  # fmt: skip


def test_a_number_brought_is_noted_masked_with_its_way_and_proof() -> None:
    take(shown(build.consumer(), source="counter"), by="clerk")

    assert deeds() == [("contact.repaired", "clerk")]
    assert Entry.objects.get().detail == {"address": "60xxxxxx01", "proof": "counter", "source": "counter"}


def test_numbers_of_an_import_are_not_noted_one_by_one() -> None:
    take(named(build.consumer(), source="billing_export"))

    assert deeds() == []


def test_the_ledger_looks_again_at_whoever_has_an_owner_now() -> None:
    someone = build.consumer(mobile=PHONE)
    notice = missed(someone, state=Notice.State.REACHED)

    take(shown(someone))

    assert list(Change.objects.values_list("notice_id", flat=True)) == [notice.pk]


@pytest.mark.parametrize("source", ["visit", "office"])
def test_what_was_missed_goes_to_a_number_that_is_new(source: str) -> None:
    someone = build.consumer()
    missed(someone)

    assert take(named(someone, source=source)).reopened == 1
    assert Notice.objects.get(kind="bill_issued").state == Notice.State.OPEN


def test_what_was_missed_waits_until_a_number_that_only_whatsapp_names_is_proved() -> None:
    someone = build.consumer()
    missed(someone)
    assert take(named(someone, source="carrier")).reopened == 0

    assert take(shown(someone)).reopened == 1


def test_what_was_missed_goes_out_when_a_no_is_taken_back() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, owner="not_owner", owner_at=NOON)
    missed(someone)

    assert take(build.answer("own", someone, PHONE, at=LATER)).reopened == 1


def test_what_was_missed_goes_out_when_a_verdict_is_dropped() -> None:
    someone = build.consumer(mobile=PHONE)
    missed(someone)
    Health.objects.create(
        value=PHONE, finding="number_dead", shut=["sms"], since=NOON, until=LATER, last_on=NOON.date()
    )  # fmt: skip

    assert take(build.answer("own", someone, PHONE, at=LATER)).reopened == 1
    assert not Health.objects.exists()


@pytest.mark.parametrize("word", ["own", "not_own"])
def test_an_answer_about_a_number_in_use_sends_nothing_again(word: str) -> None:
    someone = build.consumer(mobile=PHONE)
    missed(someone)

    assert take(build.answer(word, someone, PHONE)).reopened == 0


def test_nothing_goes_to_a_number_whose_holder_said_no_later() -> None:
    someone = build.consumer()
    build.address(someone, PHONE, owner="not_owner", owner_at=LATER)
    missed(someone)

    assert take(shown(someone, at=NOON)).reopened == 0


def test_no_claims_are_no_deed() -> None:
    assert take() == Effect([], 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_say_different_things_at_once_leave_the_later_word() -> None:
    someone = build.consumer(mobile=PHONE)

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            take(build.answer("not_own", someone, PHONE, at=NOON + SECOND))
            other = elsewhere.submit(_apart, build.answer("own", someone, PHONE, at=NOON))
            while not other.done() and not _somebody_waits():
                pass
        other.result()

    assert (owner(), astray()) == ("not_owner", [])


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone() == (True,)


def _apart(claim: Claim) -> None:
    try:
        take(claim)
    finally:
        connection.close()
