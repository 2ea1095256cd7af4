"""Who wants no messages of a purpose, and who wants them again."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.contact.models import Unsubscribed
from bijlisetu.contact.queries import held_by, wishes_of
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

MAILBOX = "ramesh@example.in"
PHONE = "916000000001"
LATER = NOON + timedelta(minutes=5)


def wish(purpose: str = "reminder", *, value: str = MAILBOX, consumer: int | None = None) -> Wish:
    return Wish(consumer or build.consumer().pk, value, purpose)


def unsubscribe(*wishes: Wish) -> list[int]:
    return contact.unsubscribe(wishes=wishes, how="one_click", at=NOON, by="link")


def held() -> set[tuple[int, str, str]]:
    return set(Unsubscribed.objects.values_list("consumer_id", "value", "purpose"))


def test_a_wish_is_kept_for_its_consumer_address_and_purpose() -> None:
    first, second = wish("reminder"), wish("marketing", value="916000000001")

    assert sorted(unsubscribe(first, second)) == sorted([first.consumer, second.consumer])
    assert held() == {first, second}
    assert set(Unsubscribed.objects.values_list("at", "how")) == {(NOON, "one_click")}


def test_a_wish_repeated_is_no_news() -> None:
    one = wish()

    unsubscribe(one, one)

    assert unsubscribe(one) == []
    assert Unsubscribed.objects.count() == Entry.objects.count() == 1


def test_a_wish_is_in_the_book_of_deeds_without_the_address() -> None:
    one = wish()

    unsubscribe(one)

    [entry] = Entry.objects.all()
    assert (entry.deed, entry.record, entry.by) == ("contact.unsubscribed", f"consumer:{one.consumer}", "link")
    assert entry.detail == {"purpose": "reminder", "how": "one_click"}


def test_a_wish_taken_back_leaves_the_others() -> None:
    back = wish("reminder")
    kept = wish("marketing", consumer=back.consumer)
    unsubscribe(back, kept)

    changed = contact.resubscribe(wishes=[back], how="page", at=LATER, by="link")

    assert changed == [back.consumer]
    assert held() == {kept}
    assert Entry.objects.filter(deed="contact.resubscribed").count() == 1


def test_an_older_word_does_not_undo_a_newer_one() -> None:
    one = wish()
    unsubscribe(one)

    assert contact.resubscribe(wishes=[one], how="carrier", at=NOON - timedelta(days=1), by="carrier") == []
    assert held() == {one}


def test_what_was_said_stays_with_its_time_and_source_though_a_later_word_undid_it() -> None:
    someone = build.consumer(email=MAILBOX)
    one = wish(consumer=someone.pk)
    unsubscribe(one)
    contact.resubscribe(wishes=[one], how="page", at=LATER, by="link")

    assert [(kept.is_wanted, kept.how, kept.at) for kept in wishes_of(someone.pk)] == [
        (True, "page", LATER), (False, "one_click", NOON),
    ]  # fmt: skip
    (held_there,) = held_by(someone.pk)
    assert [kept.is_wanted for kept in held_there.standing_wishes] == [True]


def test_a_wish_of_the_person_at_a_number_is_shown_on_each_of_its_accounts() -> None:
    accounts = [build.consumer(mobile=PHONE).pk for _ in range(2)]

    said = Said(Wish(None, PHONE, "marketing"), False, "reply", NOON)
    assert sorted(contact.keep_wishes(said=[said], at=LATER, by="reply")) == accounts

    assert {kept.heard_at for account in accounts for kept in wishes_of(account)} == {LATER}


def test_no_wishes_are_no_deed() -> None:
    assert unsubscribe() == []
    assert not Entry.objects.exists()
