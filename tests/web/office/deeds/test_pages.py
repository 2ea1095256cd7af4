"""The book of deeds in the browser, and as a file from which an inspector computes the chain again."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from bijlisetu.audit import actions, chain
from bijlisetu.audit.models import Entry, Seal
from bijlisetu.audit.rules import seal_hash
from bijlisetu.consumers.actions import mark_need
from bijlisetu.reports.words import NEEDS
from bijlisetu.staff.models import Card
from bijlisetu.web.office.deeds.words import called, details
from tests import build
from tests.district import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    """The chief of a circle; today two deeds of ramesh and one of sita, ten days ago another one of sita."""
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    now = timezone.now()
    actions.note(deed="contact.repaired", records=["consumer:1", "consumer:2"], by="ramesh", at=now)
    actions.note(deed="task.assigned", records=["task:9"], by="sita", at=now, detail={"to": "=1+1"})
    actions.note(deed="task.assigned", records=["task:8"], by="sita", at=now - timedelta(days=10))
    chain.seal(at=now)
    return client


def ask(client: Client, **asked: str) -> Any:
    """Choose what is to be shown; without a choice open the page."""
    return client.post("/office/deeds/", asked, follow=True) if asked else client.get("/office/deeds/")


def shown(client: Client, **asked: str) -> str:
    return " ".join(ask(client, **asked).content.decode().split())


def in_words(record: str) -> str:
    """What the page calls the record."""
    return called([record])[record]


def lines(client: Client, **asked: str) -> list[list[str]]:
    ask(client, **asked)
    answer = client.get("/office/deeds.csv", {"asked": ""})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content)))


def test_the_last_week_is_shown_with_the_seal(chief: Client) -> None:
    page = shown(chief)

    assert str(chain.anchor()) in page
    assert in_words("consumer:2") in page
    assert in_words("task:9") in page
    assert in_words("task:8") not in page


@pytest.mark.parametrize(
    ("asked", "records"),
    [
        ({"by": "sita"}, ["task:9"]),
        ({"deed": "contact."}, ["consumer:2", "consumer:1"]),
        ({"record": "consumer:1"}, ["consumer:1"]),
        ({"first": "2000-01-01", "by": "sita"}, ["task:8", "task:9"]),
        ({"first": "not a day", "by": "sita"}, ["task:9"]),
        ({"by": "nobody"}, []),
    ],
)
def test_only_what_is_asked_for_is_shown(chief: Client, asked: dict[str, str], records: list[str]) -> None:
    page = shown(chief, **asked)

    for record in ("consumer:1", "consumer:2", "task:8", "task:9"):
        assert (f">{in_words(record)}<" in page) == (record in records)


def test_the_file_has_all_that_the_seals_hold(chief: Client) -> None:
    """Whoever has the file and the seals computes the chain without us."""
    head, *rows = lines(chief, first="2000-01-01")
    number, sha256 = head.index("seal"), head.index("sha256")

    for seal in Seal.objects.order_by("number"):
        of_seal = [bytes.fromhex(row[sha256]) for row in rows if row[number] == str(seal.number)]
        assert hashlib.sha256(b"".join(of_seal)).hexdigest() == seal.content
        told = {name: getattr(seal, name) for name in ("number", "day", "at", "entries", "content", "before")}
        assert seal_hash(**told) == seal.hash


def test_no_cell_of_the_file_is_a_formula(chief: Client) -> None:
    assert not any(cell.startswith(("=", "+", "@")) for row in lines(chief) for cell in row)


def test_who_takes_the_file_along_is_written_down(chief: Client) -> None:
    lines(chief, by="sita")

    entry = Entry.objects.get(deed="audit.exported")
    assert (entry.by, entry.detail["last"]) == ("chief", f"{timezone.localdate()}")


@pytest.mark.parametrize("role", ["clerk", "je", "lineman"])
def test_others_do_not_see_the_book(client: Client, district: District, role: str) -> None:
    client.force_login(User.objects.get(username=build.officer("other", of=district.circle, role=role)))

    assert client.get("/office/deeds/").status_code == client.get("/office/deeds.csv").status_code == 404


def test_an_officer_below_the_top_does_not_see_what_concerns_everybody(client: Client, district: District) -> None:
    client.force_login(district.officer)

    assert client.get("/office/deeds/").status_code == client.get("/office/deeds.csv").status_code == 404


def test_a_long_book_is_read_page_by_page(chief: Client) -> None:
    actions.note(deed="test", records=[f"consumer:{one}" for one in range(100, 160)], by="many", at=timezone.now())

    first = shown(chief, by="many")
    beyond = Entry.objects.get(record="consumer:110").pk
    second = chief.get("/office/deeds/", {"asked": "", "after": beyond}).content.decode()

    assert in_words("consumer:159") in first
    assert in_words("consumer:109") not in first
    assert in_words("consumer:109") in second


def test_days_far_away_are_taken_for_none(chief: Client) -> None:
    assert ask(chief, first="0001-01-01", last="9999-12-31").status_code == 200


def test_the_book_speaks_words(chief: Client, district: District) -> None:
    someone = district.people["read"]
    for deed, detail in [
        ("register.raised", {"why": "no_work"}),
        ("contact.repaired", {"proof": "", "source": "visit"}),
    ]:
        actions.note(deed=deed, records=[f"consumer:{someone.pk}"], by="drives", at=timezone.now(), detail=detail)

    page = shown(chief, by="अभियान, अपने-आप")

    for words in ("कार्रवाई रजिस्टर में कारण पूछा गया", f"उपभोक्ता {someone.account}", "अभियान, अपने-आप", "घर पर भेंट"):
        assert words in page
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert not [code for code in ("register.", "contact.", "consumer:", "no_work", "proof", "drives") if code in body]


def test_a_consumer_is_found_by_the_account_and_a_deed_by_its_words(chief: Client, district: District) -> None:
    someone = district.people["read"]
    actions.note(deed="photo.seen", records=[f"consumer:{someone.pk}"], by="sita", at=timezone.now())

    page = shown(chief, record=someone.account)

    assert page.partition("<tbody>")[2].count("<tr>") == 1
    assert '<option value="photo.seen">भेंट की फ़ोटो देखी</option>' in page


def test_days_the_other_way_round_are_put_right(chief: Client) -> None:
    today = timezone.localdate()

    page = shown(chief, first=f"{today}", last=f"{today - timedelta(days=20)}", by="sita")

    assert in_words("task:8") in page


def test_a_need_says_which_and_what_it_was(chief: Client, district: District) -> None:
    consumer, now = district.people["read"], timezone.now()
    mark_need(consumer=consumer.pk, need="hospital", at=now, by="gita")
    mark_need(consumer=consumer.pk, need="life_support", at=now, by="gita")
    mark_need(consumer=consumer.pk, need="", at=now, by="gita")

    with translation.override("hi"):
        told = [details(one.detail) for one in Entry.objects.filter(deed="consumer.need").order_by("pk")]
        words = {name: str(value) for name, value in NEEDS.items()}

    assert [tuple(dict(one).values()) for one in told] == [
        (words["hospital"], "कुछ ख़ास नहीं"),
        (words["life_support"], words["hospital"]),
        ("कुछ ख़ास नहीं", words["life_support"]),
    ]
    assert told[0][1][0] == "पहले, बिजली किसके लिए"


def test_rules_files_and_offices_are_called_by_their_names(chief: Client, district: District) -> None:
    with translation.override("hi"):
        assert in_words("rule:shared").startswith("नियम ")
        assert "shared" not in in_words("rule:shared")
        assert in_words("rule:gone") == "नियम gone"
        assert "prices" not in in_words("file:prices")
        assert in_words(f"office:{district.circle.pk}").endswith(district.circle.name)


def test_offices_and_people_in_what_is_told_are_called_by_their_names(chief: Client, district: District) -> None:
    now, walker = timezone.now(), User.objects.get(username=build.officer("walker05", of=district.section))
    for deed, detail in [
        ("drive.shared_out_again", {"doors": 3, "office": district.section.pk}),
        ("staff.appointed", {"office": district.division.code, "role": "je"}),
        ("beat.assigned", {"person": walker.pk}),
        ("report.made", {"office": 10**9, "day": "2026-11-29"}),
    ]:
        actions.note(deed=deed, records=["drive:1"], by="gita", at=now, detail=detail)

    page = shown(chief, by="gita")

    for name in (district.section.name, district.division.name, f"अधिकारी, {district.section.name}"):
        assert f"{name}<" in page.replace(" <", "<")
    with translation.override("hi"):
        assert dict(details({"office": district.section.pk}))["कार्यालय"] == district.section.name
        assert dict(details({"office": district.division.code}))["कार्यालय"] == district.division.name
        assert dict(details({"person": walker.pk})).popitem()[1] == f"अधिकारी, {district.section.name}"
        assert dict(details({"office": "gone"}))["कार्यालय"] == "gone"
        assert details({"person": None}) == []


def test_a_change_of_settings_says_from_when_and_a_rule_which(chief: Client) -> None:
    with translation.override("hi"):
        told = dict(details({"edition": 1, "holds_from": "2026-11-29T04:30:00+00:00", "why": "नया अनुबंध"}))
        rule = dict(details({"rule": "shared", "let go": 3}))

    assert "29 नवम्बर 2026, सुबह 10:00 बजे" in told.values()
    assert "shared" not in rule.values()
    assert rule


def test_people_stand_in_it_by_name_and_are_found_by_it(chief: Client, district: District) -> None:
    ramesh = User.objects.get(username=build.officer("ramesh", of=district.circle))
    Card.objects.create(person=ramesh, name_hi="रमेश कुमार")

    page = shown(chief, by="रमेश कुमार", last=f"{timezone.localdate():%Y-%m-%d}")

    assert "<td>रमेश कुमार</td>" in page
    assert "<td>ramesh</td>" not in page
    assert {row[2] for row in lines(chief, by="रमेश कुमार")[1:]} == {"ramesh"}
