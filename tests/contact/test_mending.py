"""A better address, from somebody of the office or from the carrier."""

from __future__ import annotations

from datetime import timedelta

import pytest

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.contact.actions import NumberWasDisowned, UnknownAccount
from bijlisetu.contact.models import Address, Claim
from bijlisetu.values import Email, Mobile
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

OLD, NEW = "916000000001", "916000000002"
LATER = NOON + timedelta(minutes=5)


def repair(account: str, *, proof: str = "visit", value: str = OLD, is_asked: bool = False) -> int:
    return contact.repair(
        account=account, address=Mobile(value[2:]), proof=proof, at=NOON, by="je.rampur", is_asked=is_asked
    )


def moved() -> int:
    return contact.moved(old=OLD, new=NEW, told_at=NOON, at=LATER, by="carrier")


@pytest.mark.parametrize("proof", ["visit", "counter", "call_back"])
def test_the_officer_is_who_and_the_proof_is_the_way(proof: str) -> None:
    repair(build.consumer().account, proof=proof)

    assert Claim.objects.values_list("word", "source", "proof", "by").get() == ("own", proof, proof, "je.rampur")
    assert Address.objects.values_list("source", "owner", "proof").get() == (proof, "proved", proof)


def test_a_number_without_proof_is_the_offices_word_that_it_reaches_the_consumer() -> None:
    repair(build.consumer().account, proof="")

    assert Claim.objects.values_list("word", "source", "proof", "by").get() == ("reaches", "office", "", "je.rampur")
    assert Address.objects.get().owner == "unknown"


def test_a_mailbox_is_mended_like_a_number() -> None:
    account = build.consumer().account

    contact.repair(account=account, address=Email.parse("Ramesh@example.in"), proof="counter", at=NOON, by="clerk")

    assert Address.objects.get().channels == ["email"]


def test_whoever_said_no_is_believed_until_something_proves_otherwise() -> None:
    someone = build.consumer()
    build.address(someone, OLD, owner="not_owner", owner_at=NOON - timedelta(days=1))

    for proof, is_asked in (("", False), ("", True), ("visit", False)):
        with pytest.raises(NumberWasDisowned):
            repair(someone.account, proof=proof, is_asked=is_asked)
    repair(someone.account, proof="visit", is_asked=True)

    assert Address.objects.get().owner == "proved"


def test_an_account_that_is_not_there_is_said_so() -> None:
    with pytest.raises(UnknownAccount, match="9900000000"):
        repair("9900000000")


def test_a_new_number_on_whatsapp_is_kept_unproved_for_every_account_of_the_old_one() -> None:
    people = [build.consumer(mobile=OLD) for _ in range(2)]

    assert moved() == 2
    assert set(Address.objects.filter(value=NEW).values_list("consumer", "source", "owner")) == {
        (someone.pk, "carrier", "unknown") for someone in people
    }
    assert set(Claim.objects.filter(value=NEW).values_list("by", "at")) == {("carrier", NOON)}
    assert Entry.objects.filter(deed="contact.moved", by="carrier").count() == 2


def test_who_disowned_the_old_number_is_not_asked_on_the_new_one() -> None:
    build.address(build.consumer(), OLD, owner="not_owner", owner_at=NOON)

    assert moved() == 0


def test_a_new_number_that_is_known_already_stays_as_it_is() -> None:
    someone = build.consumer(mobile=OLD)
    build.address(someone, NEW, source="visit", owner="proved", owner_at=NOON, proof="visit")

    assert moved() == 0
    assert Address.objects.get(value=NEW).source == "visit"
