"""The page of a person's history: what was before, from where, on what proof, by whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Wished
from bijlisetu.plumbing.database.signing import sign
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db
NUMBER = "916000000872"


def lines(client: Client, consumer: Consumer) -> list[str]:
    page = client.get(f"/office/consumer/{consumer.pk}/history/").content.decode()
    body = page.partition("<tbody>")[2]
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall("<tr>.*?</tr>", body, re.DOTALL)]


def test_every_fact_is_told_with_source_proof_and_who(officer: Client, district: District) -> None:
    consumer = build.consumer(name="Asha Namuna", on=district.feeder)
    address = build.address(consumer, NUMBER, known_at=build.NOON)
    build.claim(address, word="own", source="visit", proof="visit", at=build.NOON + timedelta(days=1))
    Wished.objects.create(
        value=NUMBER, purpose="reminder", is_wanted=False, how="reply", at=build.NOON, heard_at=build.NOON
    )
    sign(by="ramesh", source="october.csv")
    Consumer.objects.filter(pk=consumer.pk).update(name="Asha Kalpit", changed_at=build.NOON + timedelta(days=2))

    told = lines(officer, consumer)

    assert told[0].startswith("नाम Asha Namuna → Asha Kalpit october.csv ramesh 24 नवम्बर 2026")
    assert told[1].startswith("60xxxxxx72 उपभोक्ता का अपना है घर पर भेंट घर पर मिलकर test 23 नवम्बर 2026")
    assert any("भुगतान" in line for line in told[2:4])
    assert told[-1].startswith("रजिस्टर में आए")
    assert NUMBER[2:] not in "".join(told)


def test_the_history_of_another_offices_person_is_not_there(officer: Client, district: District) -> None:
    assert officer.get(f"/office/consumer/{district.outsider.pk}/history/").status_code == 404


def test_the_page_of_the_person_leads_to_it(officer: Client, district: District) -> None:
    consumer = district.people["read"]

    page = officer.get(f"/office/consumer/{consumer.pk}/").content.decode()

    assert f'href="/office/consumer/{consumer.pk}/history/"' in page


def test_markup_in_a_fact_stays_text(officer: Client, district: District) -> None:
    consumer = district.people["read"]
    Consumer.objects.filter(pk=consumer.pk).update(name="<script>alert(1)</script>")

    page = officer.get(f"/office/consumer/{consumer.pk}/history/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
