"""A consumer registers a number by themselves: proved, told, and nobody learns from us which accounts there are."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from altcha import v1
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.informing import told_to
from bijlisetu.contact.models import Address, Allowance, Challenge, Change, Detail
from bijlisetu.contact.proof.actions import send_waiting
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.web.me.home import puzzle
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db

NEW = "6000000002"


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puzzle, "HARD", 50)


@pytest.fixture
def someone() -> Consumer:
    made = build.consumer(account="9900004321", on=build.feeder_of_a_company())
    bill(made, "BL2026110001")
    return made


def bill(of: Consumer, number: str, *, months_ago: int = 0) -> None:
    cycle = (CYCLE - timedelta(days=30 * months_ago)).replace(day=1)
    Bill.objects.create(
        number=number, consumer=of, cycle=cycle, bill_date=cycle, due_date=cycle + timedelta(days=20), units=153,
        amount_payable=1253, mapping="uppcl", imported_at=NOON,
    )  # fmt: skip


def solution(page: str) -> str:
    """Return what the page's script finds."""
    told = re.search('data-puzzle="([^"]*)"', page)
    assert told
    task = json.loads(told[1].replace("&quot;", '"').replace("&amp;", "&"))
    found = v1.solve_challenge(task["challenge"], task["salt"], task["algorithm"], task["maxnumber"], 0)
    assert found
    kept = {name: task[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**kept, "number": found.number}).encode()).decode()


def ask(client: Client, **more: str) -> Any:
    form = {"account": "9900004321", "bill": "BL2026110001", "mobile": NEW, **more}
    if "altcha" not in form:
        form["altcha"] = solution(client.get("/").content.decode())
    return client.post("/", form)


def asked_of_the_database(client: Client, **more: str) -> list[str]:
    altcha = solution(client.get("/").content.decode())
    with CaptureQueriesContext(connection) as asking:
        ask(client, altcha=altcha, **more)
    return [re.sub(r"'[^']*'|\d+|NULL", "?", one["sql"]) for one in asking]


def say(client: Client, where: str, code: str = "") -> Any:
    asked = Challenge.objects.get(pk=where.split("/")[2])
    return client.post(where, {"code": code or code_of(asked.pk.hex, secret=settings.SECRET_KEY)})


def test_the_front_door_is_the_consumers_and_speaks_hindi(client: Client) -> None:
    page = client.get("/").content.decode()

    assert 'lang="hi"' in page
    assert "खाता संख्या" in page
    assert 'href="/office/"' in page


def test_account_bill_and_code_make_the_number_theirs(client: Client, someone: Consumer) -> None:
    where = ask(client)["Location"]
    answer = say(client, where)

    assert "दर्ज हो गया" in answer.content.decode()
    assert NEW not in where + answer.content.decode()
    assert Address.objects.values_list("consumer", "owner", "source", "proof").get() == (
        someone.pk, "proved", "home", "otp"
    )  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"account": " 9900 004321 "},
        {"account": "९९००००४३२१"},
        {"bill": "bl2026110001 "},
        {"mobile": "+91 60000 00002"},
    ],
)
def test_it_is_taken_as_people_write_it(client: Client, someone: Consumer, more: dict[str, str]) -> None:
    say(client, ask(client, **more)["Location"])

    assert Address.objects.filter(consumer=someone, value=f"91{NEW}", owner="proved").exists()


def test_an_old_number_is_told_and_may_object_for_a_day(client: Client, someone: Consumer) -> None:
    build.address(someone, "916000000001")

    answer = say(client, ask(client)["Location"])

    assert "पुराना नंबर मना कर सकता है" in answer.content.decode()
    assert Change.objects.get().state == "waiting"
    assert Notice.objects.get(kind="number_changing").to == "916000000001"


@pytest.mark.parametrize("account", ["12", "%", "मेरा"])
def test_what_can_be_no_account_is_said_at_once(client: Client, someone: Consumer, account: str) -> None:
    """Else a code is awaited that never comes."""
    answer = ask(client, account=account)

    assert answer.status_code == 422
    assert 'id="account-fault"' in answer.content.decode()


WRONG = [
    {"account": "9900009999"},
    {"bill": "BL2026110002"},
    {"account": "9900009999", "bill": "1"},
    {"account": "2101-TN00009999", "bill": "_"},
]


@pytest.mark.parametrize("more", WRONG)
def test_nothing_tells_whether_an_account_exists(client: Client, someone: Consumer, more: dict[str, str]) -> None:
    right, wrong = ask(client), ask(client, mobile="6000000003", **more)
    pages = [
        re.sub(r"60xxxxxx0\d|[0-9a-f-]{36}|csrfmiddlewaretoken.*?>", "", client.get(one["Location"]).content.decode())
        for one in (right, wrong)
    ]
    said = [say(client, one["Location"], "000000") for one in (right, wrong)]

    assert right.status_code == wrong.status_code == 302
    assert pages[0] == pages[1]
    assert [one.status_code for one in said] == [422, 422]
    assert say(client, wrong["Location"]).status_code == 422
    send_waiting(at=timezone.now())
    assert set(Notice.objects.values_list("to", flat=True)) == {f"91{NEW}"}


@pytest.mark.parametrize("more", [*WRONG, {"account": "९९००००९९९९"}])
def test_the_database_is_asked_the_same_whatever_is_right(
    client: Client, someone: Consumer, more: dict[str, str]
) -> None:
    """What a right pair causes is done behind the page, and tells no time."""
    build.address(someone, "916000000001")
    asked_of_the_database(client, account="9900008888")  # the first calls the sender

    right = asked_of_the_database(client, mobile="6000000004")
    wrong = asked_of_the_database(client, mobile="6000000005", **more)

    assert right == wrong
    assert not Notice.objects.exists()


def test_wrong_codes_ask_the_database_the_same_whatever_was_right(client: Client, someone: Consumer) -> None:
    told = []
    for account in ("9900004321", "9900009999"):
        where = ask(client, account=account, mobile=f"60000000{account[-2:]}")["Location"]
        with CaptureQueriesContext(connection) as saying:
            say(client, where, "000000")
        told.append([re.sub(r"'[^']*'|\d+|NULL", "?", one["sql"]) for one in saying])

    assert told[0] == told[1]


def test_the_code_goes_out_once_behind_the_page(client: Client, someone: Consumer) -> None:
    where = ask(client)["Location"]

    assert [send_waiting(at=timezone.now()) for _ in range(2)] == [1, 0]
    (notice,) = Notice.objects.filter(kind="number_code")
    assert notice.to == f"91{NEW}"
    assert say(client, where).status_code == 200


def test_a_code_whose_time_is_over_goes_out_no_more(client: Client, someone: Consumer) -> None:
    ask(client)

    assert send_waiting(at=timezone.now() + timedelta(minutes=10)) == 1
    assert not Notice.objects.exists()


def test_asked_twice_nothing_tells_either(client: Client, someone: Consumer) -> None:
    for account in ("9900004321", "9900009999"):
        first, second = (ask(client, account=account, mobile=NEW)["Location"] for _ in range(2))
        assert first != second


def test_the_bill_of_another_account_opens_nothing(client: Client, someone: Consumer) -> None:
    other = build.consumer(account="9900005555", on=someone.feeder)
    bill(other, "BL2026110009")

    say(client, ask(client, bill="BL2026110009")["Location"])

    assert not Address.objects.exists()


def test_an_old_bill_found_in_the_waste_opens_nothing(client: Client, someone: Consumer) -> None:
    for month in range(1, 14):
        bill(someone, f"OLD{month}", months_ago=month)

    say(client, ask(client, bill="OLD13")["Location"])
    assert not Address.objects.exists()
    say(client, ask(client, bill="OLD9")["Location"])
    assert Address.objects.exists()


def test_without_the_piece_of_work_no_code_goes_out(client: Client, someone: Consumer) -> None:
    good = solution(client.get("/").content.decode())
    told = json.loads(base64.b64decode(good))
    for bad in ("", "x", good[:-8], base64.b64encode(b"[]").decode(), base64.b64encode(b"\xff").decode(), "é" * 9):
        assert ask(client, altcha=bad).status_code == 422
    for name, value in (
        ("number", told["number"] + 1),
        ("salt", told["salt"] + "1"),
        ("challenge", 7),
        ("signature", None),
    ):
        forged = base64.b64encode(json.dumps({**told, name: value}).encode()).decode()
        assert ask(client, altcha=forged).status_code == 422
    assert not Challenge.objects.exists()
    assert ask(client, altcha=good).status_code == 302
    assert ask(client, altcha=good, mobile="6000000003").status_code == 422


def test_an_old_piece_of_work_is_worth_nothing() -> None:
    at = timezone.now()
    task = json.loads(puzzle.puzzle(at=at - puzzle.GOOD_FOR))
    found = v1.solve_challenge(task["challenge"], task["salt"], task["algorithm"], task["maxnumber"], 0)
    assert found
    payload = base64.b64encode(json.dumps({**task, "number": found.number}).encode()).decode()

    assert not puzzle.is_solved(payload, at=at)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"account": ""}, "खाता संख्या लिखें"),
        ({"bill": ""}, "बिल संख्या लिखें"),
        ({"mobile": "98111"}, "दस अंक"),
        ({"mobile": "ramesh@example.in"}, "मोबाइल नंबर लिखें"),
        ({"mobile": "0522-2200000"}, "मोबाइल नंबर"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    client: Client, someone: Consumer, more: dict[str, str], told: str
) -> None:
    answer = ask(client, **more)

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_flood_from_one_place_is_stopped(client: Client, someone: Consumer) -> None:
    answers = [ask(client, account=f"99000{n:05}", mobile=f"60000{n:05}").status_code for n in range(1, 15)]

    assert answers == [302] * 12 + [429] * 2


def test_wrong_bill_numbers_of_others_do_not_shut_a_person_out(client: Client, someone: Consumer) -> None:
    for n in range(20):
        where = {"REMOTE_ADDR": f"198.51.100.{n}"}
        form = {"account": someone.account, "bill": f"WRONG{n}", "mobile": f"60000001{n:02}"}
        altcha = solution(client.get("/").content.decode())
        assert client.post("/", {**form, "altcha": altcha}, **where).status_code == 302

    answer = say(client, ask(client)["Location"])

    assert "दर्ज हो गया" in answer.content.decode()
    assert Address.objects.filter(consumer=someone, value=f"91{NEW}", owner="proved").exists()


@pytest.mark.parametrize("bill_number", ["BL2026110001", "BL2026119999"])
def test_one_pair_is_refused_after_as_many_times_whether_it_is_right_or_not(
    client: Client, someone: Consumer, bill_number: str
) -> None:
    told = []
    for n in range(8):
        form = {"account": someone.account, "bill": bill_number, "mobile": f"60000002{n:02}"}
        altcha = solution(client.get("/").content.decode())
        told.append(client.post("/", {**form, "altcha": altcha}, REMOTE_ADDR=f"198.51.100.{n}").status_code)

    assert told == [302] * 6 + [429] * 2
    assert not Allowance.objects.filter(subject__contains=bill_number).exists()


def test_the_code_of_the_counter_is_no_page_of_the_open_web(client: Client, someone: Consumer) -> None:
    asked = build.challenge(someone, f"91{NEW}", at=timezone.now())

    assert client.get(f"/number/{asked.pk}/").status_code == 404
    assert client.post(f"/number/{asked.pk}/", {"code": "000000"}).status_code == 404


def test_a_code_that_nobody_asked_for_leads_to_the_beginning_and_speaks_of_no_bill(client: Client) -> None:
    answer = client.get("/number/00000000-0000-4000-8000-000000000001/")
    page = answer.content.decode()

    assert answer.status_code == 404
    assert "यहाँ कोई कोड नहीं माँगा गया" in page
    assert 'href="/"' in page
    assert "इस लिंक से बिल नहीं खुला" not in page


def test_a_nul_is_no_text(client: Client) -> None:
    assert client.post("/", {"account": "\0", "bill": "1", "mobile": NEW}).status_code == 400


def test_the_poster_is_one_page_that_leads_here(client: Client) -> None:
    answer = client.get("/poster.pdf")
    reader = PdfReader(io.BytesIO(answer.content))

    assert answer["Content-Type"] == "application/pdf"
    assert len(reader.pages) == 1
    assert settings.PUBLIC_URL in reader.pages[0].extract_text()


def test_the_notice_stands_beside_the_number_and_who_proves_it_was_told(client: Client, someone: Consumer) -> None:
    page = client.get("/").content.decode()
    where = ask(client)["Location"]
    asked = Challenge.objects.get()
    said = {"code": code_of(asked.pk.hex, secret=settings.SECRET_KEY), "whatsapp": "none", "no_mailbox": "1"}

    client.post(where, {**said, "code": "000000"})
    assert told_to(someone.pk) == []
    client.post(where, said)

    held = notice(at=timezone.now())
    assert "आपका नंबर और ई-मेल बिल, कटौती की खबर" in page
    assert held.name in page
    (told,) = told_to(someone.pk)
    assert (told.value, told.notice, told.language, told.source, told.by) == (
        f"91{NEW}",
        held.name,
        "hi",
        "home",
        "home",
    )
    assert set(Detail.objects.filter(consumer=someone).values_list("matter", flat=True)) == {"whatsapp", "email"}


def test_after_a_change_that_waits_the_page_promises_no_message_now_however_often_the_code_is_said(
    client: Client, someone: Consumer
) -> None:
    build.address(someone, "916000000001")
    where = ask(client)["Location"]

    pages = [say(client, where).content.decode() for _ in range(2)]

    for page in pages:
        assert "तब तक पुराना नंबर मना कर सकता है" in page
        assert "अभी जो संदेश आएगा" not in page


def test_the_pages_words_end_as_hindi_does_and_lead_to_where_the_bill_has_the_account(
    client: Client, someone: Consumer
) -> None:
    page = client.get("/").content.decode()
    asked = client.get(ask(client)["Location"]).content.decode()

    assert "सबसे ऊपर" not in page
    assert "</a>." not in asked
