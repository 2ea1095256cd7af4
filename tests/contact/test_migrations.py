"""Addresses from before claims were kept become claims, and nothing that they told is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Claim
from bijlisetu.contact.queries import astray
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "916000000001"
LATER = NOON + timedelta(days=1)
BEFORE, AFTER = ("contact", "0004_bookmark"), ("contact", "0006_claims_of_addresses")
OLD = """
INSERT INTO contact_address (consumer_id, value, channels, source, known_at, owner, proof, owner_at)
VALUES (%(consumer)s, %(value)s, '{whatsapp,sms,call}', %(source)s, %(known_at)s, %(owner)s, %(proof)s, %(owner_at)s)
"""


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    """Take the database back to the day before claims were kept."""
    to(BEFORE)
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def to(step: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([step])


def migrate() -> list[tuple[str, ...]]:
    """Bring the database up to date and return each claim: word, source, proof, by."""
    to(AFTER)
    assert astray() == []
    return list(Claim.objects.order_by("at", "id").values_list("word", "source", "proof", "by"))


def old(source: str, *, owner: str = "unknown", **more: Any) -> Consumer:
    """Make a consumer with an address as it was kept then."""
    someone = build.consumer()
    row = {"consumer": someone.pk, "value": PHONE, "known_at": NOON, "proof": "", "owner_at": None, **more}
    with connection.cursor() as cursor:
        cursor.execute(OLD, {**row, "source": source, "owner": owner})
    return someone


def noted(of: Consumer, *, proof: str, by: str) -> None:
    record = f"consumer:{of.pk}"
    Entry.objects.create(at=NOON, by=by, deed="contact.repaired", record=record, detail={"proof": proof})


def test_a_plain_import() -> None:
    old("billing export")

    assert migrate() == [("reaches", "billing_export", "", "")]


def test_an_import_to_which_somebody_said_yes() -> None:
    old("billing export", owner="proved", proof="reply", owner_at=LATER)

    assert migrate() == [("reaches", "billing_export", "", ""), ("own", "reply", "reply", "reply")]


def test_an_import_to_which_somebody_said_no_on_the_bills_page() -> None:
    old("billing export", owner="not_owner", proof="link", owner_at=LATER)

    assert migrate() == [("reaches", "billing_export", "", ""), ("not_own", "own_page", "link", "link")]


def test_a_new_number_on_whatsapp() -> None:
    old("whatsapp number change")

    assert migrate() == [("reaches", "carrier", "", "carrier")]


@pytest.mark.parametrize("proof", ["visit", "counter", "call_back"])
def test_an_officers_name_goes_to_who_and_the_proof_says_by_which_way(proof: str) -> None:
    old("je.rampur", owner="proved", proof=proof, owner_at=NOON)

    assert migrate() == [("own", proof, proof, "je.rampur")]


def test_an_officer_without_proof() -> None:
    noted(old("je.rampur"), proof="", by="je.rampur")

    assert migrate() == [("reaches", "office", "", "je.rampur")]


def test_what_an_officer_proved_before_the_person_answered_stands_in_the_book_of_deeds() -> None:
    noted(old("je.rampur", owner="not_owner", proof="reply", owner_at=LATER), proof="visit", by="je.rampur")

    assert migrate() == [("own", "visit", "visit", "je.rampur"), ("not_own", "reply", "reply", "reply")]


def test_what_one_officer_proved_and_another_named_again_without_proof() -> None:
    someone = old("clerk", known_at=LATER, owner="proved", proof="visit", owner_at=NOON)
    noted(someone, proof="visit", by="je.rampur")

    assert migrate() == [("own", "visit", "visit", "je.rampur"), ("reaches", "office", "", "clerk")]


def test_a_proof_that_is_in_no_list_is_kept_beside_the_claim() -> None:
    old("billing export", owner="proved", proof="seen the papers", owner_at=LATER)

    assert migrate()[1] == ("own", "office", "office", "seen the papers")


def test_an_address_stays_what_it_was() -> None:
    old("je.rampur", owner="not_owner", proof="reply", owner_at=LATER)

    migrate()

    told = Address.objects.values_list("value", "channels", "known_at", "owner", "proof", "owner_at").get()
    assert told == (PHONE, ["whatsapp", "sms", "call"], NOON, "not_owner", "reply", LATER)


def test_a_word_without_proof_that_was_taken_over_an_answer_gives_it_back_its_place() -> None:
    to(("contact", "0009_taken_back"))
    someone = build.consumer()
    said = {"consumer": someone, "value": PHONE, "by": "test"}
    Claim.objects.create(word="own", source="reply", proof="reply", at=NOON, **said)
    Claim.objects.create(word="not_own", source="office", at=LATER, **said)
    Address.objects.create(
        consumer=someone, value=PHONE, channels=["whatsapp", "sms", "call"], source="office", known_at=LATER,
        owner="not_owner", owner_at=LATER,
    )  # fmt: skip

    to(("contact", "0010_what_is_proved_counts_first"))

    assert Address.objects.values_list("owner", "proof", "owner_at").get() == ("proved", "reply", NOON)
