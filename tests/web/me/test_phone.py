"""A phone that proved its number for several accounts shows them together, and its bearer says whose each is."""

from __future__ import annotations

import pytest
from django.test import Client

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address, Claim, Suspect
from tests import build
from tests.district import NUMBER, District, person, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def proved(district: District) -> Consumer:
    """Let the phone of the page have proved its number by a code, as for another account."""
    Address.objects.update(proof="visit")
    Address.objects.filter(consumer=district.people["delivered"]).update(proof="otp")
    return on_the_phone(district, proof="otp")


def on_the_phone(district: District, *, proof: str, owner: str = "proved") -> Consumer:
    made = person("failed", on=district.feeder)
    Consumer.objects.filter(pk=made.pk).update(name="काल्पनिक देवी")
    Address.objects.filter(consumer=made, value=NUMBER).update(owner=owner, proof=proof, owner_at=build.NOON)
    return made


def where(district: District, degree: str = "delivered") -> str:
    return f"/b/{token_for(district.people[degree])}/data"


def page(client: Client, district: District, degree: str = "delivered") -> str:
    answer = client.get(where(district, degree))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def owner_of(consumer: Consumer) -> str:
    return Address.objects.get(consumer=consumer, value=NUMBER).owner


def test_the_phones_other_accounts_are_shown_by_their_ends_and_half_a_name(
    client: Client, district: District, proved: Consumer
) -> None:
    shown = page(client, district)

    assert "इस नंबर पर दूसरे खाते" in shown
    assert proved.account[-4:] in shown
    assert proved.account not in shown
    assert "का•••" in shown
    assert "काल्पनिक" not in shown


@pytest.mark.parametrize(
    ("proof", "owner"),
    [("counter", "proved"), ("visit", "proved"), ("office", "proved"), ("", "unknown"), ("link", "not_owner")],
)
def test_what_an_office_said_or_nobody_proved_is_not_shown(
    client: Client, district: District, proved: Consumer, proof: str, owner: str
) -> None:
    Address.objects.filter(consumer=proved).update(proof=proof, owner=owner)

    assert "इस नंबर पर दूसरे खाते" not in page(client, district)


def test_before_proof_nothing_is_shown_nor_taken(client: Client, district: District, proved: Consumer) -> None:
    assert "इस नंबर पर दूसरे खाते" not in page(client, district, "unproved")
    answer = client.post(where(district, "unproved"), {"deed": "not_mine", "account": proved.pk})

    assert answer.status_code == 404
    assert owner_of(proved) == "proved"


def test_a_bearer_whose_own_number_an_office_alone_vouched_for_sees_none(
    client: Client, district: District, proved: Consumer
) -> None:
    Address.objects.filter(consumer=district.people["delivered"]).update(proof="counter")

    assert "इस नंबर पर दूसरे खाते" not in page(client, district)
    assert client.post(where(district), {"deed": "not_mine", "account": proved.pk}).status_code == 404


@pytest.mark.parametrize("proof", ["otp", "missed_call", "reply"])
def test_whoever_held_the_phone_sees_the_others_also_those_of_a_link(
    client: Client, district: District, proved: Consumer, proof: str
) -> None:
    Address.objects.filter(consumer=district.people["delivered"]).update(proof=proof)
    Address.objects.filter(consumer=proved).update(proof="link")

    assert proved.account[-4:] in page(client, district)


@pytest.mark.parametrize("deed", ["mine", "not_mine"])
def test_a_link_alone_shows_no_other_account_and_says_nothing_of_it(
    client: Client, district: District, proved: Consumer, deed: str
) -> None:
    Address.objects.filter(consumer=district.people["delivered"]).update(proof="link")

    assert "इस नंबर पर दूसरे खाते" not in page(client, district)
    assert client.post(where(district), {"deed": deed, "account": proved.pk}).status_code == 404
    assert owner_of(proved) == "proved"
    assert not Claim.objects.filter(consumer=proved, source="own_page").exists()


def test_a_number_that_is_doubted_for_the_other_account_is_not_shown(
    client: Client, district: District, proved: Consumer
) -> None:
    later = build.NOON.replace(year=build.NOON.year + 1)
    Suspect.objects.create(value=NUMBER, rule="revoked", by="x", since=later, proved_since=later)

    assert "इस नंबर पर दूसरे खाते" not in page(client, district)


def test_mine_is_kept_as_their_own(client: Client, district: District, proved: Consumer) -> None:
    client.post(where(district), {"deed": "mine", "account": proved.pk})

    claim = Claim.objects.get(consumer=proved, role="own")
    assert (claim.word, claim.source, claim.proof, claim.by) == ("own", "own_page", "link", "link")
    assert "आपने कहा: मेरा है" in page(client, district)


def test_not_mine_strikes_the_number_out_for_that_account_alone(
    client: Client, district: District, proved: Consumer
) -> None:
    another = on_the_phone(district, proof="missed_call")

    client.post(where(district), {"deed": "not_mine", "account": proved.pk})

    assert (owner_of(proved), owner_of(another), owner_of(district.people["delivered"])) == (
        "not_owner", "proved", "proved",
    )  # fmt: skip
    assert Entry.objects.get(deed="contact.not_mine").record == f"consumer:{proved.pk}"
    assert another.account[-4:] in page(client, district)


@pytest.mark.parametrize("deed", ["mine", "not_mine"])
@pytest.mark.parametrize("account", ["", "x", "0", "999999999", "neighbour"])
def test_of_an_account_that_is_not_the_phones_nothing_is_taken(
    client: Client, district: District, deed: str, account: str
) -> None:
    stranger = district.people["read"]
    named = str(stranger.pk) if account == "neighbour" else account

    assert client.post(where(district), {"deed": deed, "account": named}).status_code == 404
    assert not Claim.objects.filter(consumer=stranger, source="own_page").exists()
