"""The page of doubtful numbers: a report to everybody at a desk, deeds to who leads the whole."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from bijlisetu.audit.models import Entry
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.acting import act
from bijlisetu.contact.hygiene.inspecting import INSPECT, inspect
from bijlisetu.contact.models import Address, Asking, Inspection, Suspect, Trusted
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.called import name_of
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

DUMMY, OTHER = "919999900000", "919999911111"


class Place(NamedTuple):
    company: Office
    near: Office
    far: Office


@pytest.fixture
def place() -> Place:
    """Two sections of one company: the dummy stands in both, another in the far one; all numbers were looked at."""
    company = build.office("company", name="COMPANY")
    near, far = (build.office(parent=company, name=name) for name in ("NEAR", "FAR"))
    build.consumer(account="9900000001", mobile=DUMMY, on=build.feeder(section=near))
    on = build.feeder(section=far)
    build.consumer(account="9900000002", mobile=DUMMY, on=on)
    build.consumer(account="9900000003", mobile=OTHER, on=on)
    build.officer("chief", of=company)
    build.officer("gopal", of=near)
    inspect(rules=rules.read(rules.shipped()), at=NOON, by="test")
    return Place(company, near, far)


def at_desk(client: Client, name: str) -> Client:
    client.force_login(User.objects.get(username=name))
    return client


def page(client: Client, office: Office, query: str = "") -> str:
    return client.get(f"/office/hygiene/{office.pk}/{query}").content.decode()


def test_the_report_counts_the_people_of_the_office_and_names_no_number(client: Client, place: Place) -> None:
    told = page(at_desk(client, "gopal"), place.near)

    assert "भरने के लिए लिखा नंबर" in told
    assert DUMMY[2:] not in told
    assert "NEAR" in told


def test_the_people_behind_a_rule_are_those_of_the_office_their_numbers_masked(client: Client, place: Place) -> None:
    told = page(at_desk(client, "gopal"), place.near, "?rule=dummy")

    assert "9900000001" in told
    assert not [one for one in ("9900000002", "9900000003", DUMMY[2:]) if one in told]


def test_who_leads_the_whole_takes_doubtful_numbers_along_to_be_checked(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    address = f"/office/hygiene/{place.company.pk}/"
    assert 'value="to_validate"' in page(client, place.company)

    one = client.post(address, {"deed": "to_validate", "most": "1"})
    both = client.post(address, {"deed": "to_validate", "most": "५०"})

    assert one.content.decode().split() == ["MOBILE_NUMBER", DUMMY[2:]]
    assert both.content.decode().split() == ["MOBILE_NUMBER", DUMMY[2:], OTHER[2:]]
    assert one["Content-Disposition"].startswith('attachment; filename="to-validate-')
    noted = Entry.objects.filter(deed="contact.numbers_to_validate").order_by("pk")
    assert [(entry.by, entry.detail["numbers"]) for entry in noted] == [("chief", 1), ("chief", 2)]


@pytest.mark.parametrize("most", ["", "0", "-3", "x", "9999999"])
def test_how_many_numbers_are_checked_must_be_said(client: Client, place: Place, most: str) -> None:
    address = f"/office/hygiene/{place.company.pk}/"
    told = at_desk(client, "chief").post(address, {"deed": "to_validate", "most": most}, follow=True)

    assert "ज़्यादा से ज़्यादा कितने" in told.content.decode()
    assert not Entry.objects.filter(deed="contact.numbers_to_validate").exists()


def test_who_sits_below_the_top_takes_no_numbers_along(client: Client, place: Place) -> None:
    at_desk(client, "gopal")

    assert 'value="to_validate"' not in page(client, place.near)
    assert client.post(f"/office/hygiene/{place.near.pk}/", {"deed": "to_validate", "most": "5"}).status_code == 404


def test_another_offices_report_is_not_there(client: Client, place: Place) -> None:
    at_desk(client, "gopal")

    assert [client.get(f"/office/hygiene/{one.pk}/").status_code for one in (place.far, place.company)] == [404, 404]


@pytest.mark.parametrize("deed", ["look", "act", "take_back", "ask", "trust", "nonsense"])
def test_who_does_not_lead_the_whole_sees_no_deed_and_may_do_none(client: Client, place: Place, deed: str) -> None:
    at_desk(client, "gopal")
    seen = Inspection.objects.get().pk
    address = Address.objects.get(consumer__account="9900000001").pk
    sent = {"deed": deed, "rule": "dummy", "report": seen, "address": address, "why": "it is right"}

    assert client.post(f"/office/hygiene/{place.near.pk}/", sent).status_code == 404

    assert 'value="act"' not in page(client, place.near)
    assert not Suspect.objects.exists()
    assert not Trusted.objects.exists()


def test_an_officer_of_the_whole_lets_a_rule_act_on_the_report_they_read(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    seen = Inspection.objects.get().pk

    client.post(f"/office/hygiene/{place.company.pk}/", {"deed": "act", "rule": "dummy", "report": seen})

    assert set(Suspect.objects.values_list("value", "by")) == {(DUMMY, "chief"), (OTHER, "chief")}
    assert "संदिग्ध" in page(client, place.company, "?rule=dummy")


def test_a_rule_that_acted_says_since_when_by_whom_and_on_how_much(client: Client, place: Place) -> None:
    before = page(at_desk(client, "chief"), place.company)
    act(rule="dummy", inspection=Inspection.objects.get().pk, rules=rules.read(rules.shipped()), at=NOON, by="chief")

    told = " ".join(page(client, place.company).split())

    assert "यह केवल रिपोर्ट है" in before
    assert "<b>लागू है</b>" not in before
    assert "यह केवल रिपोर्ट है" not in told
    assert "22 नवम्बर" in told.partition("<b>लागू है</b>")[2][:60]
    assert f"लागू करने वाले: {name_of('chief')[0]}। संदिग्ध नंबर: 2।" in told
    assert told.count('value="take_back"') == 1
    section = page(at_desk(client, "gopal"), place.near)
    assert "<b>लागू है</b>" in section
    assert 'value="take_back"' not in section


def test_it_is_taken_back_once_and_all_stands_as_before(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    seen, address = Inspection.objects.get().pk, f"/office/hygiene/{place.company.pk}/"
    before = page(client, place.company)
    client.post(address, {"deed": "act", "rule": "dummy", "report": seen})

    told = client.post(address, {"deed": "take_back", "rule": "dummy"}, follow=True).content.decode()
    again = client.post(address, {"deed": "take_back", "rule": "dummy"}, follow=True).content.decode()

    assert "अब संदिग्ध नहीं: 2" in told
    assert "पहले ही" in again
    assert not Suspect.objects.exists()
    entry = Entry.objects.get(deed="contact.rule_taken_back")
    assert (entry.by, entry.detail) == ("chief", {"rule": "dummy", "let go": 2})
    strip = partial(re.sub, r'csrfmiddlewaretoken" value="[^"]*|<p class="told.*?</p>', "")
    assert strip(page(client, place.company)) == strip(before)


def test_a_rule_that_left_the_file_can_be_taken_back_too(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    Suspect.objects.create(value=OTHER, rule="of old", since=NOON, by="chief")
    assert "of old" in page(client, place.company)

    client.post(f"/office/hygiene/{place.company.pk}/", {"deed": "take_back", "rule": "of old"})

    assert not Suspect.objects.exists()


@pytest.mark.parametrize("deed", ["act", "ask"])
def test_a_report_that_was_replaced_meanwhile_is_said_and_nothing_done(client: Client, place: Place, deed: str) -> None:
    at_desk(client, "chief")
    seen = Inspection.objects.get().pk
    inspect(rules=rules.read(rules.shipped()), at=NOON, by="clock")

    told = client.post(
        f"/office/hygiene/{place.company.pk}/", {"deed": deed, "rule": "dummy", "report": seen}, follow=True
    )

    assert "कुछ नहीं बदला" in told.content.decode()
    assert not Suspect.objects.exists()
    assert not Asking.objects.exists()


def test_an_officer_of_the_whole_reads_how_many_can_be_asked_and_asks_them(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    seen = Inspection.objects.get().pk
    address = f"/office/hygiene/{place.company.pk}/"
    assert "पूछा जा सकता है कि किसके हैं: 2" in page(client, place.company)

    told = client.post(address, {"deed": "ask", "rule": "dummy", "report": seen}, follow=True).content.decode()

    assert "2 नंबरों से पूछा जा रहा है" in told
    assert "पूछा गया: 2।" in told
    assert set(Notice.objects.values_list("kind", "to")) == {("number_asked", DUMMY), ("number_asked", OTHER)}
    assert client.post(address, {"deed": "ask", "rule": "landline", "report": seen}).status_code == 404


def test_the_consumers_page_says_that_the_number_was_asked_and_what_it_said(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    seen = Inspection.objects.get().pk
    someone = Address.objects.get(consumer__account="9900000001").consumer_id
    client.post(f"/office/hygiene/{place.company.pk}/", {"deed": "ask", "rule": "dummy", "report": seen})

    assert "अभी उत्तर नहीं आया" in client.get(f"/office/consumer/{someone}/").content.decode()
    Asking.objects.filter(value=DUMMY).update(said="mine", said_at=NOON)

    assert "वहाँ किसी ने कहा कि नंबर उनका है" in client.get(f"/office/consumer/{someone}/").content.decode()


def test_a_number_found_right_is_doubted_no_more_and_the_reason_is_kept(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    address = Address.objects.get(consumer__account="9900000003").pk
    sent = {"deed": "trust", "rule": "dummy", "address": address, "why": "hotel, asked there"}

    client.post(f"/office/hygiene/{place.company.pk}/?rule=dummy", sent)

    assert Trusted.objects.values_list("value", "why", "by").get() == (OTHER, "hotel, asked there", "chief")
    assert "9900000003" not in page(client, place.company, "?rule=dummy")


def test_without_a_reason_it_stays_doubted(client: Client, place: Place) -> None:
    at_desk(client, "chief")
    address = Address.objects.get(consumer__account="9900000003").pk

    client.post(
        f"/office/hygiene/{place.company.pk}/", {"deed": "trust", "rule": "dummy", "address": address, "why": " "}
    )

    assert not Trusted.objects.exists()


def test_a_look_is_asked_for_once_however_often_it_is_pressed(client: Client, place: Place) -> None:
    at_desk(client, "chief")

    for _ in range(2):
        client.post(f"/office/hygiene/{place.company.pk}/", {"deed": "look"})

    assert ProcrastinateJob.objects.filter(task_name=INSPECT).count() == 1


@pytest.mark.parametrize("query", ["?rule=nonsense", "?rule=dummy&after=x"])
def test_an_address_that_was_changed_by_hand_breaks_nothing(client: Client, place: Place, query: str) -> None:
    at_desk(client, "chief")

    assert client.get(f"/office/hygiene/{place.company.pk}/{query}").status_code in (200, 404)


def test_before_anybody_looked_the_page_says_so(client: Client) -> None:
    company = build.office("company")
    build.officer("chief", of=company)

    assert "हर रात" in page(at_desk(client, "chief"), company)
