"""A file through the browser: sent in pieces, read in the background, its rows to download, and undone if wrong."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Import
from bijlisetu.jobs.imports import run_next
from bijlisetu.network.models import Feeder, Office
from bijlisetu.outages.models import MonthReturn
from tests import build

pytestmark = pytest.mark.django_db

HEAD = "ACCT_ID,NAME,FEEDER_CODE\n"


@pytest.fixture
def chief(client: Client) -> Client:
    """An officer of the one company that is kept here."""
    company = build.office("company", name="COMPANY")
    build.consumer(account="9900000001", on=build.feeder(section=build.office(parent=company)))
    build.officer("chief", of=company)
    client.force_login(User.objects.get(username="chief"))
    return client


def announce(client: Client, **more: object) -> dict[str, str]:
    sent = {"what": "consumers", "mapping": "uppcl", "file": "march.csv", "size": 5, **more}
    answer: dict[str, str] = client.post("/office/imports/", sent).json()
    return answer


def piece(client: Client, address: str, content: bytes, *, begins: int = 0) -> int:
    return client.post(f"{address}?from={begins}", content, content_type="application/octet-stream").status_code


def sent(client: Client, text: str) -> str:
    """Send the file whole and have it read; return the address of its page."""
    octets = text.encode()
    made = announce(client, size=len(octets))
    assert piece(client, made["piece"], octets) == 200
    run_next()
    return made["page"]


def of_known(name: str) -> str:
    one = Consumer.objects.select_related("feeder").get(account="9900000001")
    return f"{HEAD}{one.account},{name},{one.feeder.code}\n123,X,NOWHERE\n"


def test_the_last_piece_has_it_read(chief: Client) -> None:
    reading = ProcrastinateJob.objects.filter(task_name="read_files")
    made = announce(chief, size=5)

    assert piece(chief, made["piece"], b"abc") == 200
    assert not reading.exists()
    assert piece(chief, made["piece"], b"de", begins=3) == 200

    assert reading.count() == 1
    assert "जल्दी ही पढ़ी जाएगी" in chief.get(made["page"]).content.decode()


def test_the_page_tells_what_became_of_the_rows_and_hands_out_the_refused_ones(chief: Client) -> None:
    page = sent(chief, of_known("नया नाम"))

    told = chief.get(page).content.decode()
    rows = chief.get(f"{page}rejects.csv")

    assert "march.csv" in told
    assert "rejects.csv" in told
    assert "NOWHERE" in rows.content.decode("utf-8-sig")
    assert rows["Content-Type"].startswith("text/csv")
    assert chief.get(f"{page}incomplete.csv").status_code == 404
    assert chief.get(f"{page}passwords.csv").status_code == 404


def test_a_wrong_file_is_undone_and_the_page_tells_what_that_did(chief: Client) -> None:
    page = sent(chief, of_known("WRONG NAME"))

    chief.post(page)
    run_next()

    assert Import.objects.get().taken_back["facts"] == 1
    assert "वापस" in chief.get(page).content.decode()
    assert "अब वापस नहीं" in chief.post(page, follow=True).content.decode()


def test_a_file_that_changed_nothing_is_not_offered_to_be_undone(chief: Client) -> None:
    name = Consumer.objects.get().name
    page = sent(chief, of_known(name))

    told = chief.get(page).content.decode()

    assert "इस फ़ाइल को वापस लें" not in told
    assert "इसने कुछ नहीं बदला" in told
    chief.post(page)
    run_next()
    assert Import.objects.get().state == Import.State.DONE


def test_before_it_is_undone_the_page_says_what_will_happen(chief: Client) -> None:
    page = sent(chief, of_known("WRONG NAME"))

    told = chief.get(page).content.decode()

    assert "तब यह होगा" in told
    assert '<th scope="row">पहले जैसी की गई जानकारी</th><td class="n">1</td>' in told.replace("\n", "")


def test_a_wrong_list_of_feeders_is_undone_on_its_page(chief: Client) -> None:
    head = "discom,zone,circle,division,substation,feeder,feeder_code,voltage_kv\n"
    Office.objects.filter(name="COMPANY").update(code="COMPANY")
    octets = f"{head}COMPANY,Z,C,D,S,F,1001,11\n".encode()
    made = announce(chief, what="network", size=len(octets))
    piece(chief, made["piece"], octets)
    run_next()
    assert "फीडर हटाए या पहले जैसे किए" in chief.get(made["page"]).content.decode()

    chief.post(made["page"])
    run_next()

    assert not Feeder.objects.filter(code="1001").exists()
    assert Import.objects.get().state == Import.State.UNDONE


def test_what_stands_in_the_way_is_said_with_what_to_do_instead(chief: Client) -> None:
    page = sent(chief, of_known("WRONG NAME"))
    Import.objects.update(what="network")

    told = chief.get(page).content.decode()

    assert "वापस नहीं ली जा सकती" in told
    assert "यह फ़ाइल वापस लें" not in told
    assert "वापस नहीं ली जा सकती" in chief.post(page, follow=True).content.decode()
    assert Import.objects.get().state == Import.State.DONE


def test_while_it_moves_the_open_page_goes_on_and_then_is_loaded_anew(chief: Client) -> None:
    made = announce(chief, size=4)
    live = made["page"] + "live/"
    assert chief.get(f"{live}?state=coming").status_code == 200

    piece(chief, made["piece"], b"NAME")

    assert chief.get(f"{live}?state=coming").status_code == 205


@pytest.mark.parametrize("more", [{"what": "passwords"}, {"mapping": "../../etc"}, {"mapping": "nobody"}, {"what": ""}])
def test_a_sort_or_mapping_that_there_is_not_is_not_taken(chief: Client, more: dict[str, str]) -> None:
    sent = {"what": "consumers", "mapping": "uppcl", "file": "a.csv", "size": 5, **more}

    assert chief.post("/office/imports/", sent).status_code == 404
    assert not Import.objects.exists()


@pytest.mark.parametrize("size", [0, -1, 10**12, "x"])
def test_a_file_of_no_size_is_refused_with_words(chief: Client, size: object) -> None:
    answer = chief.post("/office/imports/", {"what": "bills", "mapping": "uppcl", "file": "a.csv", "size": size})

    assert answer.status_code == 422
    assert "1 GB" in answer.json()["say"]


def test_who_does_not_lead_the_whole_comes_nowhere_near(chief: Client) -> None:
    page = sent(chief, of_known("नया नाम"))
    build.officer("gopal", of=build.office("division"))
    clerk = Client()
    clerk.force_login(User.objects.get(username="gopal"))
    addresses = ("/office/imports/", page, f"{page}live/", f"{page}rejects.csv")

    assert {clerk.get(one).status_code for one in addresses} == {404}
    assert clerk.post(page).status_code == clerk.post("/office/imports/", {"what": "bills"}).status_code == 404
    assert Import.objects.get().state == Import.State.DONE


def test_of_two_companies_neither_reads_or_brings_files_that_concern_the_other(chief: Client) -> None:
    page = sent(chief, of_known("नया नाम"))
    build.office("company", name="ANOTHER")

    assert chief.get(page).status_code == chief.get("/office/imports/").status_code == 404
    assert "/office/imports/" not in chief.get("/office/delivery/").content.decode()


def test_nobody_adds_to_the_file_of_another_person(chief: Client) -> None:
    made = announce(chief, size=5)
    build.officer("second", of=Office.objects.get(name="COMPANY"))
    other = Client()
    other.force_login(User.objects.get(username="second"))

    assert piece(other, made["piece"], b"abcde") == 404
    assert piece(chief, made["piece"], b"abcdef") == 404
    assert piece(chief, made["piece"] + "?x=", b"ab") == 404


def test_interruptions_are_read_whatever_layout_was_left_chosen(chief: Client) -> None:
    line = Feeder.objects.get()
    text = f"feeder_code,month,consumers,interruptions,duration\n{line.code},2026-10,100,3,2:30\nX,2026-10,1,1,1\n"
    told = announce(chief, what="interruptions", file="october.csv", size=len(text))
    piece(chief, told["piece"], text.encode())

    assert run_next()
    shown = chief.get(told["page"]).content.decode()

    assert MonthReturn.objects.get().customer_minutes == 15_000
    assert "फीडर सूची में नहीं है" in shown
