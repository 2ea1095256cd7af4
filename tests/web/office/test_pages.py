"""The pages of the office show what they are asked, in Hindi first."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.contact.models import Address, Health, Sign, Suspended
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.outbox.models import Attempt, Incident, Notice, RegisteredTemplate, Sender, Stop, Turn
from bijlisetu.plumbing.india import INDIA
from bijlisetu.reach.models import Deadline, Standing, Task
from bijlisetu.reach.queries import survey
from bijlisetu.staff.called import name_of
from bijlisetu.staff.models import Card
from tests import build
from tests.build import NOON
from tests.district import NUMBER, District, officer_of, person

#: Session, person and posts; the consumer, whether they are theirs and who else has the number; and the deed itself.
#: What stands still, of whom, and who else saved a number just now.
#: A visit beside it, and two phones that are told, in one go.
MOST_TO_MEND = 3 + 3 + 5 + 3 + 25


@pytest.fixture
def chief(district: District) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    return client


def text(client: Client, address: str) -> str:
    """The page as it was sent, each run of blanks as one: browsers see no other."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_pages_speak_hindi_by_themselves(officer: Client, district: District) -> None:
    page = text(officer, f"/office/reach/{district.division.pk}/")

    assert '<html lang="hi">' in page
    assert "बिल, नवम्बर 2026: 8 में से <b>3</b> उपभोक्ताओं तक पहुँचा" in page


def test_english_is_one_press_away(officer: Client, district: District) -> None:
    address = f"/office/reach/{district.division.pk}/"

    officer.post("/language/", {"language": "en", "next": address})

    assert "of 8 people <b>3</b> were reached" in text(officer, address)


def test_each_part_of_the_bar_leads_to_its_people(officer: Client, district: District) -> None:
    page = text(officer, f"/office/reach/{district.division.pk}/")

    for degree in ("read", "delivered", "unproved", "waiting", "failed", "no_address"):
        assert f"/office/people/{district.division.pk}/?on=bills:2026-11&amp;degree={degree}" in page


def test_a_deadline_is_kept_for_the_office_and_those_below(officer: Client, district: District) -> None:
    page = f"/office/reach/{district.division.pk}/"

    answer = officer.post(page, {"deadline": "2099-01-01"})

    assert answer["Location"] == page
    for office in (district.division, district.section):
        shown = text(officer, f"/office/reach/{office.pk}/")
        assert 'class="pace"' in shown
        assert "लक्ष्य तिथि: <b>1 जनवरी 2099</b>" in shown
    assert Entry.objects.get(deed="reach.deadline").by == "officer"


def test_an_office_beside_it_and_one_with_a_day_of_its_own_keep_theirs(chief: Client, district: District) -> None:
    chief.post(f"/office/reach/{district.division.pk}/", {"deadline": "2099-01-01"})
    chief.post(f"/office/reach/{district.section.pk}/", {"deadline": "2098-02-02"})

    assert "2099" not in text(chief, f"/office/reach/{district.elsewhere.pk}/")
    assert "2 फरवरी 2098" in text(chief, f"/office/reach/{district.section.pk}/")

    chief.post(f"/office/reach/{district.section.pk}/", {"deadline": ""})

    assert "1 जनवरी 2099</b> (NEAR के लिए तय)" in text(chief, f"/office/reach/{district.section.pk}/")


@pytest.mark.parametrize("typed", ["soon", "2020-01-01", "31-12-2099", "2099-02-30"])
def test_a_day_that_cannot_be_is_explained(officer: Client, district: District, typed: str) -> None:
    answer = officer.post(f"/office/reach/{district.division.pk}/", {"deadline": typed}, follow=True)

    assert "told error" in answer.content.decode()
    assert not Deadline.objects.exists()


@pytest.mark.parametrize("role", ["je", "clerk"])
def test_who_may_not_sets_no_deadline(client: Client, district: District, role: str) -> None:
    client.force_login(User.objects.get(username=build.officer("other", of=district.section, role=role)))
    page = f"/office/reach/{district.section.pk}/"

    assert client.post(page, {"deadline": "2099-01-01"}).status_code == 404
    assert 'name="deadline"' not in text(client, page)
    assert not Deadline.objects.exists()


@pytest.mark.parametrize("query", ["sort=%27", "page=-1", "on="])
def test_a_mistyped_address_does_no_harm(officer: Client, district: District, query: str) -> None:
    assert officer.get(f"/office/reach/{district.division.pk}/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["on=bills:2020-01", "on=bills:abc", "on=abc"])
def test_a_month_without_bills_is_not_there(officer: Client, district: District, query: str) -> None:
    assert officer.get(f"/office/reach/{district.division.pk}/?{query}").status_code == 404


def test_before_the_first_bill_the_page_says_what_to_do(officer: Client, district: District) -> None:
    Standing.objects.all().delete()
    Bill.objects.all().delete()

    assert "माह की बिलिंग फ़ाइल भेजें" in text(officer, f"/office/reach/{district.division.pk}/")


@pytest.mark.parametrize(("are_made", "told"), [(False, "दर्ज बिल: 8।"), (True, "बने हुए संदेश: 8।")])
def test_no_bills_is_said_only_when_there_are_none(
    officer: Client, district: District, are_made: bool, told: str
) -> None:
    Standing.objects.all().delete()
    if not are_made:
        Notice.objects.all().delete()

    page = text(officer, f"/office/reach/{district.division.pk}/")

    assert told in page
    assert "अभी कोई बिल नहीं" not in page


def test_the_table_of_offices_can_be_taken_along(officer: Client, district: District) -> None:
    answer = officer.get(f"/office/reach/{district.division.pk}/offices.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["कार्यालय", "स्तर", "उपभोक्ता"]
    assert rows[1:] == [["NEAR SECTION", "उपकेंद्र", "8", "1", "1", "1", "2", "2", "1", "3", "2", "4"]]


def test_a_column_of_the_table_adds_up_to_the_number_of_the_office(officer: Client, district: District) -> None:
    other = build.office("section", parent=district.division, name="NEXT SECTION")
    person("failed", on=build.feeder(section=other))
    person("read", on=build.feeder(section=district.division))
    own = survey(district.division.pk, Occasion("bills", "2026-11")).own

    answer = officer.get(f"/office/reach/{district.division.pk}/offices.csv")

    _, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    people, *_, reached, proved, to_do = (sum(map(int, column)) for column in list(zip(*rows, strict=True))[2:])
    assert (people, reached, proved, to_do) == (own.people, own.reached, own.proved, own.tasks_open)


@pytest.mark.parametrize("page", ["people/{office}/?degree=all", "worklist/{office}/"])
def test_numbers_are_masked_in_lists(officer: Client, district: District, page: str) -> None:
    shown = text(officer, f"/office/{page.format(office=district.division.pk)}")

    assert "98xxxxxx33" in shown
    assert NUMBER[-10:] not in shown


def test_a_degree_nobody_knows_is_not_there(officer: Client, district: District) -> None:
    assert officer.get(f"/office/people/{district.division.pk}/?degree=happy").status_code == 404


def test_the_consumers_page_tells_the_story(officer: Client, district: District) -> None:
    page = text(officer, f"/office/consumer/{district.people['failed'].pk}/")

    assert "नवम्बर 2026 का बिल" in page
    assert "₹ 1,253.00" in page
    assert "नंबर बंद हो चुका है" in page
    assert "यह नंबर 8 खातों पर दर्ज है" in page
    assert NUMBER[-10:] not in page


def test_in_the_demo_the_phone_can_be_watched(officer: Client, district: District, settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"

    assert f"http://127.0.0.1:9/phone/{NUMBER[-10:]}" in text(
        officer, f"/office/consumer/{district.people['read'].pk}/"
    )


def test_the_story_alone_can_be_asked_for(officer: Client, district: District) -> None:
    page = text(officer, f"/office/consumer/{district.people['read'].pk}/live/")

    assert "<html" not in page
    assert "पढ़ा गया" in page


def test_the_consumers_page_says_what_carriers_say_of_a_number(officer: Client, district: District) -> None:
    someone = district.people["failed"]
    value = Address.objects.get(consumer=someone).value
    for month in (9, 10, 11):
        day = date(2026, month, 22)
        Sign.objects.create(value=value, channel="sms", sender="one", day=day, says="dead", gathered_at=NOON)
    Suspended.objects.create(day=date(2026, 10, 22), channel="sms", sender="one", series="")
    until = datetime(2099, 1, 1, tzinfo=INDIA)
    Health.objects.create(
        value=value, finding="number_dead", shut=["sms"], since=NOON, until=until, last_on=date(2026, 11, 22)
    )  # fmt: skip

    page = text(officer, f"/office/consumer/{someone.pk}/")

    assert "बंद: ऑपरेटर के पास यह नंबर नहीं है। 1 जनवरी 2099 को फिर कोशिश होगी।" in page
    assert "22 सितम्बर 2026, एसएमएस: वहाँ ऐसा पता नहीं है" in page
    assert page.count("गिना नहीं गया") == 1


def test_the_consumers_page_says_what_the_person_wished_when_and_by_which_way(
    officer: Client, district: District
) -> None:
    someone = district.people["read"]
    value = Address.objects.filter(consumer=someone).values_list("value", flat=True)[0]
    said = Said(Wish(None, value, "marketing"), False, "reply", NOON)
    contact.keep_wishes(said=[said], at=NOON, by="reply")

    page = " ".join(text(officer, f"/office/consumer/{someone.pk}/").split())

    assert "सलाह और ऑफ़र नहीं चाहिए: जवाब में लिखकर, 22 नवम्बर 2026" in page


def test_a_mended_number_is_stored_with_its_proof(officer: Client, district: District) -> None:
    consumer = district.people["failed"]
    page = f"/office/consumer/{consumer.pk}/"

    answer = officer.post(page, {"consumer": consumer.pk, "address": "९८१११ ९९९००", "proof": "visit"})

    mended = Address.objects.get(consumer=consumer, value="919811199900")
    assert answer["Location"] == page
    assert (mended.owner, mended.proof) == ("proved", "visit")
    assert "सहेजा गया" in text(officer, page)


def test_the_consumers_page_says_from_where_a_number_is_what_proves_it_and_who_says_so(
    officer: Client, district: District
) -> None:
    consumer = district.people["failed"]
    page = f"/office/consumer/{consumer.pk}/"
    officer.post(page, {"consumer": consumer.pk, "address": "6000000009", "proof": "visit"})

    told = text(officer, page)

    assert re.search(rf"सत्यापित: घर पर मिलकर, [^<]+ · {name_of('officer')[0]} <", told)
    assert re.search(rf"घर पर भेंट, [^<]+ · {name_of('officer')[0]} <", told)
    assert re.search(r"बिलिंग का रिकॉर्ड, [^<]+ · test <", told)


def test_a_door_with_a_mended_number_need_not_be_visited_again(officer: Client, district: District) -> None:
    page = f"/office/worklist/{district.division.pk}/"
    before = text(officer, page)

    officer.post(page, {"consumer": district.people["failed"].pk, "address": "9811199900", "proof": "visit"})

    assert "बिल रास्ते में" not in before
    assert text(officer, page).count("नया नंबर सहेजा गया, बिल रास्ते में") == 1


@pytest.mark.parametrize("page", ["worklist/{office}/", "consumer/{consumer}/"])
def test_to_mend_a_number_costs_a_handful_of_questions(officer: Client, district: District, page: str) -> None:
    Card.objects.create(person=district.officer, name_hi="आशा")
    consumer = district.people["failed"].pk
    address = f"/office/{page.format(office=district.division.pk, consumer=consumer)}"

    with CaptureQueriesContext(connection) as asked:
        officer.post(address, {"consumer": consumer, "address": "9811199900", "proof": "visit"})

    # Savepoints are there because a test is one transaction.
    questions = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(questions) <= MOST_TO_MEND


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("98111", "इसमें 5 हैं"),
        ("1234567890", "मोबाइल नंबर नहीं हो सकता"),
        ("ram@", "ई-मेल पता नहीं है"),
        ("", "मोबाइल नंबर या ई-मेल लिखें"),
        ("अ" * 254, "न मोबाइल नंबर है, न ई-मेल"),
    ],
)
def test_a_mistake_is_explained_and_what_was_typed_stays(
    officer: Client, district: District, typed: str, told: str
) -> None:
    consumer = district.people["failed"]

    answer = officer.post(
        f"/office/worklist/{district.division.pk}/", {"consumer": consumer.pk, "address": typed, "proof": "counter"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'value="{typed}"' in page
    assert 'value="counter" checked' in page
    assert page.count('class="repair"') == 1


def test_a_stranger_who_said_no_is_not_taken_without_proof(officer: Client, district: District) -> None:
    consumer = district.people["failed"]
    Address.objects.filter(consumer=consumer).update(owner="not_owner", owner_at=build.NOON)

    answer = officer.post(
        f"/office/consumer/{consumer.pk}/", {"consumer": consumer.pk, "address": NUMBER[-10:], "proof": ""}
    )

    assert answer.status_code == 422
    assert "बताएँ कि नंबर कैसे जाँचा" in answer.content.decode()


def test_an_empty_worklist_says_so(officer: Client, district: District) -> None:
    Task.objects.all().delete()

    assert "यहाँ कोई काम बाकी नहीं" in text(officer, f"/office/worklist/{district.division.pk}/")


def test_a_long_worklist_has_pages(client: Client, district: District) -> None:
    Task.objects.all().delete()
    consumers = [build.consumer(on=district.feeder) for _ in range(51)]
    Task.objects.bulk_create(
        [
            Task(consumer=one, subject="reach", reason="no_address", due_on=build.CYCLE, opened_at=build.NOON)
            for one in consumers
        ]
    )
    client.force_login(officer_of(district.section, "je"))

    path = f"/office/worklist/{district.section.pk}/"
    first = text(client, path)
    second = text(client, path + next_of(first))

    assert (first.count('class="door"'), second.count('class="door"')) == (50, 1)
    assert (next_of(second), text(client, path + before_of(second)).count('class="door"')) == ("", 50)


@pytest.mark.parametrize("place", ["after=9999999999999999999999", "before=x", "after=-1", "after=1&before=2"])
def test_a_place_in_a_list_that_is_none_shows_the_list(officer: Client, district: District, place: str) -> None:
    for path in ("worklist", "people"):
        assert officer.get(f"/office/{path}/{district.division.pk}/?{place}").status_code == HTTPStatus.OK


def next_of(page: str) -> str:
    """Where the link to the next page leads; empty where there is none."""
    return unescape("".join(re.findall(r'rel="next" href="([^"]*)"', page)))


def before_of(page: str) -> str:
    return unescape("".join(re.findall(r'rel="prev" href="([^"]*)"', page)))


def test_delivery_shows_progress_and_well_being(officer: Client, district: District) -> None:
    page = text(officer, "/office/delivery/")

    assert "9 में से" in page
    assert "सभी संदेश कंपनियाँ हमारे संदेश ले रही हैं" in page


@pytest.fixture
def operator(client: Client, district: District) -> Client:
    user = officer_of(district.circle, "operator")
    user.posts.update(role="operator")
    client.force_login(user)
    build.second_factor(client)
    return client


def sender(name: str = "whatsapp:106540352242922", **more: Any) -> None:
    Sender.objects.create(name=name, channel="whatsapp", changed_at=build.NOON, **more)


def test_who_runs_the_system_sees_senders_and_engines(operator: Client) -> None:
    sender(per_second=80, stopped_at=build.NOON, stopped_why="131031: account locked")

    page = text(operator, "/office/delivery/")

    assert "106540352242922" in page
    assert "22 नवम्बर 2026, शाम 5:30 बजे से संदेश कंपनी ने रोक रखा है" in page
    assert "131031: account locked" in page
    assert '<th scope="row">here <small>7</small></th>' in page


def test_the_departments_accounts_are_not_for_every_office(officer: Client) -> None:
    sender(stopped_at=build.NOON)
    Incident.objects.create(kind="sender", subject="whatsapp:106540352242922", at=build.NOON, last_at=build.NOON)

    page = text(officer, "/office/delivery/")

    assert "106540352242922" not in page
    assert "एक संदेश कंपनी हमारे एक भेजने वाले से कुछ नहीं ले रही" in page


def test_a_day_limit_is_told_as_a_plan(operator: Client, district: District) -> None:
    sender("whatsapp", per_day=250)
    Turn.objects.filter(notice__consumer=district.people["waiting"]).update(channel="whatsapp")
    Notice.objects.update(expires_at=timezone.now() + timedelta(days=9))

    page = text(operator, "/office/delivery/")

    assert "WhatsApp 24 घंटे में इतने अलग-अलग लोगों को भेजने देता है: 250" in page
    assert re.search("<li>.*, .* बजे तक 1</li>", page)


def test_stops_and_templates_are_told_with_who_and_since_when(officer: Client) -> None:
    Stop.objects.create(scope="lane:bulk", at=build.NOON, by="Officer One", why="ग़लत महीना")
    RegisteredTemplate.objects.create(name="bill_issued", language="hi", state="paused", changed_at=build.NOON)

    page = text(officer, "/office/delivery/")

    assert "Officer One ने रोका, 22 नवम्बर 2026, शाम 5:30 बजे: ग़लत महीना" in page
    assert "WhatsApp ने एक पाठ रोक रखा है: bill_issued (hi)" in page
    assert "सभी संदेश कंपनियाँ हमारे संदेश ले रही हैं" not in page


def test_what_is_over_is_told_for_a_day(officer: Client) -> None:
    now = timezone.now()
    Incident.objects.create(kind="quality", subject="0001", at=now - timedelta(hours=3), last_at=now, ended_at=now)

    page = text(officer, "/office/delivery/")

    assert "अब ठीक" in page
    assert "सभी संदेश कंपनियाँ हमारे संदेश ले रही हैं" in page


def test_the_page_refreshes_by_the_same_words(operator: Client) -> None:
    page = text(operator, "/office/delivery/live/")

    assert "<html" not in page
    assert "काम पर कौन है" in page


def test_delivery_is_not_for_people_without_a_post(client: Client, district: District) -> None:
    client.force_login(User.objects.create_user("newcomer"))

    assert client.get("/office/delivery/").status_code == 404


def sought(client: Client, typed: str) -> str:
    """Write into the box of search; return the page that follows."""
    return client.post("/office/search", {"q": typed}, follow=True).content.decode()


def test_search_opens_the_account_written_in_full(officer: Client, district: District) -> None:
    consumer = district.people["read"]

    assert officer.post("/office/search", {"q": consumer.account})["Location"] == f"/office/consumer/{consumer.pk}/"


@pytest.mark.parametrize("name", ["Mahesh Pratirup", "महेश प्रतिरूप"])
def test_a_name_never_opens_a_person_unasked(officer: Client, district: District, name: str) -> None:
    Consumer.objects.filter(pk=district.people["read"].pk).update(name="Mahesh Pratirup")

    page = sought(officer, f"{name}")

    assert f'href="/office/consumer/{district.people["read"].pk}/"' in page
    assert ("मिलता-जुलता नाम" in page) == (name != "Mahesh Pratirup")


def test_the_end_of_an_account_lists_even_the_only_one(officer: Client, district: District) -> None:
    consumer = district.people["read"]

    assert consumer.account in sought(officer, f"{consumer.account[-8:]}")


def test_search_by_name_lists_all(officer: Client, district: District) -> None:
    page = sought(officer, "उपभोक्ता")

    near = Consumer.objects.filter(feeder=district.feeder)
    assert all(consumer.account in page for consumer in near)
    assert district.outsider.account not in page


@pytest.mark.parametrize(("typed", "told"), [("ab", "कम से कम तीन"), ("nobody", "नहीं मिला")])
def test_search_that_finds_nothing_says_what_to_do(officer: Client, district: District, typed: str, told: str) -> None:
    assert told in sought(officer, f"{typed}")


def test_the_office_can_read_the_bill(officer: Client, district: District) -> None:
    bill = district.people["read"].bills.get()

    answer = officer.get(f"/office/bill/{bill.pk}.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_name_cannot_become_markup(officer: Client, district: District) -> None:
    Consumer.objects.filter(pk=district.people["read"].pk).update(name="<script>alert(1)</script>")

    assert "<script>alert" not in text(officer, f"/office/consumer/{district.people['read'].pk}/")


def test_an_incident_that_cannot_end_by_itself_is_ended_by_whoever_saw_to_it(
    client: Client, district: District
) -> None:
    incident = Incident.objects.create(kind="account", subject="ALERT", at=timezone.now(), last_at=timezone.now())
    address = f"/office/delivery/incident/{incident.pk}/"

    client.force_login(officer_of(district.section, "section officer"))
    assert client.post(address).status_code == 404
    client.force_login(User.objects.create_superuser("root"))
    build.second_factor(client)
    client.post(address)

    assert Incident.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("detail", "hindi"),
    [
        ("131047 more than 24 hours (Re-engagement message)", "व्यक्ति को लिखे 24 घंटे से ज़्यादा हो गए"),
        ("(#131047) Re-engagement message", "व्यक्ति को लिखे 24 घंटे से ज़्यादा हो गए"),
        ("132001 template missing (Template name does not exist)", "इस नाम और भाषा का पाठ WhatsApp के पास नहीं"),
        ("999999 nobody knows", "संदेश कंपनी शब्द स्वीकार नहीं करती"),
    ],
)
def test_what_whatsapp_refuses_is_said_in_the_officers_language_with_its_own_words_beneath(
    officer: Client, district: District, detail: str, hindi: str
) -> None:
    now = timezone.now()
    Attempt.objects.update(
        channel="whatsapp",
        state=Attempt.State.FAILED,
        reason="text_refused",
        detail=detail,
        claimed_at=now,
        failed_at=now,
    )

    shown = text(officer, "/office/delivery/")

    assert f"<b>WhatsApp: {hindi}" in shown
    assert f"<code>{detail}</code>" in unescape(shown)
