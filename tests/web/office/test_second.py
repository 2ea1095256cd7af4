"""A password alone lets nobody run the system, and nothing out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from bijlisetu.audit.models import Entry
from bijlisetu.outbox.models import Notice
from bijlisetu.runs import actions as runs
from bijlisetu.runs import queries
from bijlisetu.staff import factor
from bijlisetu.staff.deeds import TABLE, Deed
from bijlisetu.staff.models import Role
from bijlisetu.staff.queries import Seats, seats_named
from tests import build
from tests.build import KEY, NOON
from tests.district import District, officer_of

#: A password alone does none of these.
WITH_AN_APP = {
    Deed.LET_RUN_OUT, Deed.EDIT_SETTINGS, Deed.MANAGE_SYSTEMS, Deed.ORDER_CUT, Deed.PLACE_PAYMENT,
    Deed.DECIDE_ON_ACCOUNT,
}  # fmt: skip

pytestmark = pytest.mark.django_db


def code(key: str = KEY, *, steps: int = 0) -> str:
    return f"{totp(bytes.fromhex(key), drift=steps):06}"


def show(browser: Client, said: str, then: str = "/office/search") -> Any:
    return browser.post("/office/second/", {"code": said, "next": then})


@pytest.fixture
def operator(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("op", of=district.circle, role="operator")))
    return client


def leads_to(answer: Any) -> tuple[str, str]:
    where = urlsplit(answer["Location"])
    return where.path, parse_qs(where.query).get("next", [""])[0]


def test_who_runs_the_system_shows_a_code_before_any_page(operator: Client, district: District) -> None:
    for page in ("/office/search", "/office/delivery/", f"/office/reach/{district.circle.pk}/", "/field/door/"):
        assert leads_to(operator.get(page)) == ("/office/second/", page)
    sent = operator.post("/office/stops/", {"deed": "stop", "scope": "all", "why": "x"})
    assert leads_to(sent) == ("/office/second/", "")


def test_so_does_a_superuser(client: Client, district: District) -> None:
    client.force_login(User.objects.create_superuser("root"))

    assert leads_to(client.get("/office/search"))[0] == "/office/second/"


def test_an_app_is_set_up_by_its_first_right_code(operator: Client) -> None:
    page = operator.get("/office/second/").content.decode()
    device = TOTPDevice.objects.get()
    assert "data:image/svg+xml;base64," in page
    assert re.search("([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)

    assert show(operator, code(device.key))["Location"] == "/office/search"

    assert operator.get("/office/search").status_code == 200
    assert Entry.objects.get(deed="staff.factor_set").by == "op"
    again = operator.get("/office/second/").content.decode()
    assert "data:image" not in again  # who knows the password alone sees no key any more


def test_the_key_stays_the_same_until_an_app_has_shown_a_code(operator: Client) -> None:
    operator.get("/office/second/")
    operator.get("/office/second/")

    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("said", ["000000", "", "abc", "१२३४५६", "9" * 20, "-1", "\u0000"])
def test_a_wrong_code_lets_nobody_in(operator: Client, said: str) -> None:
    factor.give(user="op", key=KEY, at=NOON, by="terminal")

    assert show(operator, said).status_code in {400, 422}
    assert leads_to(operator.get("/office/search"))[0] == "/office/second/"


def test_devanagari_digits_are_digits(operator: Client) -> None:
    factor.give(user="op", key=KEY, at=NOON, by="terminal")
    devanagari = code().translate(str.maketrans("0123456789", "०१२३४५६७८९"))

    assert show(operator, devanagari).status_code == 302


def test_a_code_is_taken_once(operator: Client) -> None:
    factor.give(user="op", key=KEY, at=NOON, by="terminal")
    said = code()
    assert show(operator, said).status_code == 302
    other = Client()
    other.force_login(User.objects.get(username="op"))

    assert show(other, said).status_code == 422


def test_whoever_guesses_waits_even_with_the_right_code(operator: Client) -> None:
    factor.give(user="op", key=KEY, at=NOON, by="terminal")
    TOTPDevice.objects.update(throttling_failure_count=12, throttling_failure_timestamp=timezone.now())

    assert show(operator, code()).status_code == 422


@pytest.mark.parametrize("then", ["https://example.in/", "//example.in/", "javascript:alert(1)", "", "office"])
def test_it_leads_nowhere_else(operator: Client, then: str) -> None:
    factor.give(user="op", key=KEY, at=NOON, by="terminal")

    assert show(operator, code(), then)["Location"] == "/office/"


def test_another_persons_app_proves_nothing(operator: Client, district: District) -> None:
    build.second_factor(operator)
    officer_of(district.division, "another")
    session = operator.session
    factor.give(user="another", key=KEY, at=NOON, by="terminal")
    session["otp_device_id"] = TOTPDevice.objects.get(user__username="another").persistent_id
    session.save()

    assert leads_to(operator.get("/office/search"))[0] == "/office/second/"


def test_an_app_that_is_taken_away_proves_nothing_any_more(operator: Client) -> None:
    build.second_factor(operator)
    assert operator.get("/office/search").status_code == 200

    factor.take_away(user="op", at=NOON, by="terminal")

    assert leads_to(operator.get("/office/search"))[0] == "/office/second/"


@pytest.fixture
def run(district: District) -> int:
    made = build.run(district.people["read"], by="maker", at=timezone.now())
    runs.close(run=made, at=timezone.now(), by="maker")
    return made


@pytest.mark.parametrize("deed", ["canary", "waive", "release", "go_on"])
def test_who_lets_a_run_out_shows_a_code_first(officer: Client, run: int, deed: str) -> None:
    sent = officer.post(f"/office/run/{run}/", {"deed": deed, "why": "x", "gate": "x", "words": "x"})

    assert leads_to(sent) == ("/office/second/", f"/office/run/{run}/")
    assert "ऐप का कोड चाहिए" in officer.get(sent["Location"]).content.decode()


def held(district: District, month: str) -> int:
    """Make a run whose messages lack a fact."""
    made = build.run(district.people["read"], by="maker", at=timezone.now(), key=f"bills:{month}")
    Notice.objects.filter(run=made).update(facts={})
    runs.close(run=made, at=timezone.now(), by="maker")
    return made


def gate_of(run: int) -> str:
    card = queries.run(run)
    assert card
    return card.faults[0].gate


def test_a_reason_that_was_written_is_there_after_the_code_and_on_no_other_page(
    officer: Client, district: District
) -> None:
    factor.give(user="officer", key=KEY, at=NOON, by="terminal")
    first, other = (held(district, month) for month in ("2026-10", "2026-11"))
    gate = gate_of(first)
    sent = officer.post(f"/office/run/{first}/", {"deed": "waive", "gate": gate, "words": 'बिलिंग से "पूछ" लिया'})

    assert "पूछ" not in officer.get(f"/office/run/{other}/").content.decode()
    assert show(officer, code(), leads_to(sent)[1]).status_code == 302
    again = officer.get(f"/office/run/{first}/").content.decode()
    assert 'value="बिलिंग से &quot;पूछ&quot; लिया"' in again
    assert "before_the_code" not in officer.session
    assert not Entry.objects.filter(deed__contains="waive").exists()  # the code alone does nothing


def test_whoever_stops_it_does_so_at_once(officer: Client, run: int) -> None:
    officer.post(f"/office/run/{run}/", {"deed": "stop", "why": "गलत राशि"})

    assert Entry.objects.filter(deed__contains="stop").exists()


def test_other_pages_ask_an_officer_for_no_code(officer: Client, district: District, run: int) -> None:
    for page in ("search", "runs/", f"run/{run}/", f"staff/{district.division.pk}/", "delivery/"):
        assert officer.get(f"/office/{page}").status_code == 200


@pytest.mark.parametrize("role", sorted(Role.values))
def test_the_table_says_who_shows_one_for_what(district: District, role: str) -> None:
    who = seats_named(build.officer("x", of=district.circle, role=role), on=NOON.date())

    asked = {deed for deed in Deed if factor.is_asked(who, deed)}

    assert factor.is_asked(who) is (role == "operator")
    assert asked == (set(Deed) if role == "operator" else WITH_AN_APP)
    assert {deed for deed in Deed if TABLE[deed].asks_second_factor} == WITH_AN_APP


def test_without_a_post_nothing_is_asked() -> None:
    assert not factor.is_asked(Seats())


def test_who_looked_on_before_the_code_is_not_let_in_by_it(operator: Client) -> None:
    operator.get("/office/second/")
    watcher = Client()
    watcher.cookies["sessionid"] = operator.cookies["sessionid"].value

    assert show(operator, code(TOTPDevice.objects.get().key)).status_code == 302

    assert operator.get("/office/search").status_code == 200
    assert watcher.get("/office/search").status_code == 302


def test_the_code_of_another_is_worth_nothing(operator: Client, district: District) -> None:
    theirs = Client()
    theirs.force_login(User.objects.get(username=build.officer("op2", of=district.circle, role="operator")))
    theirs.get("/office/second/")
    operator.get("/office/second/")

    said = code(TOTPDevice.objects.get(user__username="op2").key)

    assert show(operator, said).status_code == 422
    assert operator.get("/office/search").status_code == 302
