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
OLD = """
INSERT INTO contact_address (consumer_id, value, channels, source, known_at, owner, proof, owner_at)
VALUES (%(consumer)s, %(value)s, '{whatsapp,sms,call}', %(source)s, %(known_at)s, %(owner)s, %(proof)s, %(owner_at)s)
"""


@pytest.fixture(autouse=True)
def up_to_date() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def to(step: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([step])


def old(source: str, *, owner: str = "unknown", **more: Any) -> Consumer:
    """Make a consumer with an address as it was kept then."""
    someone = build.consumer()
    row = {"consumer": someone.pk, "value": PHONE, "known_at": NOON, "proof": "", "owner_at": None, **more}
    with connection.cursor() as cursor:
        cursor.execute(OLD, {**row, "source": source, "owner": owner})
    return someone


def noted(of: Consumer, *, proof: str, by: str) -> Consumer:
    record = f"consumer:{of.pk}"
    Entry.objects.create(at=NOON, by=by, deed="contact.repaired", record=record, detail={"proof": proof})
    return of


def people() -> dict[str, tuple[Consumer, list[tuple[str, ...]]]]:
    """Return each kind of address that was kept then, and its claims to be: word, source, proof, by."""
    no = {"owner": "not_owner", "owner_at": LATER}
    yes = {"owner": "proved", "owner_at": NOON}
    plain = ("reaches", "billing_export", "", "")
    refused = ("not_own", "reply", "reply", "reply")
    return {
        "a plain import": (old("billing export"), [plain]),
        "an import to which somebody said yes": (
            old("billing export", **yes, proof="reply"), [plain, ("own", "reply", "reply", "reply")],
        ),
        "an import to which somebody said no on the bill's page": (
            old("billing export", **no, proof="link"), [plain, ("not_own", "own_page", "link", "link")],
        ),
        "a new number on WhatsApp": (old("whatsapp number change"), [("reaches", "carrier", "", "carrier")]),
        "an officer's name goes to who, and the proof says by which way": (
            old("je.rampur", **yes, proof="visit"), [("own", "visit", "visit", "je.rampur")],
        ),
        "at the counter": (old("je.rampur", **yes, proof="counter"), [("own", "counter", "counter", "je.rampur")]),
        "by call": (old("je.rampur", **yes, proof="call_back"), [("own", "call_back", "call_back", "je.rampur")]),
        "an officer without proof": (
            noted(old("je.rampur"), proof="", by="je.rampur"), [("reaches", "office", "", "je.rampur")],
        ),
        "what an officer proved before the person answered stands in the book of deeds": (
            noted(old("je.rampur", **no, proof="reply"), proof="visit", by="je.rampur"),
            [("own", "visit", "visit", "je.rampur"), refused],
        ),
        "what one officer proved and another named again without proof": (
            noted(old("clerk", **yes, known_at=LATER, proof="visit"), proof="visit", by="je.rampur"),
            [("own", "visit", "visit", "je.rampur"), ("reaches", "office", "", "clerk")],
        ),
        "a proof that is in no list is kept beside the claim": (
            old("billing export", **yes, proof="seen the papers"),
            [plain, ("own", "office", "office", "seen the papers")],
        ),
    }  # fmt: skip


def test_addresses_become_claims_and_stay_what_they_were() -> None:
    to(("contact", "0004_bookmark"))
    then = people()
    refused = old("je.rampur", owner="not_owner", proof="reply", owner_at=LATER)

    to(("contact", "0006_claims_of_addresses"))

    claims = Claim.objects.order_by("at", "id")
    assert astray() == []
    assert {
        name: list(claims.filter(consumer=one).values_list("word", "source", "proof", "by"))
        for name, (one, _) in then.items()
    } == {name: expected for name, (_, expected) in then.items()}
    address = Address.objects.filter(consumer=refused)
    told = address.values_list("value", "channels", "known_at", "owner", "proof", "owner_at").get()
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
