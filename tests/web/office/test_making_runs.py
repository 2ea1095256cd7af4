"""A run of bills made in the browser: looked at before, made in the background, released by another officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.billing.models import Bill, Telling
from bijlisetu.billing.telling import asked as tellings
from bijlisetu.billing.telling import foreseeing
from bijlisetu.billing.telling.foreseeing import foresee
from bijlisetu.billing.telling.notices import announce
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.runs import actions as runs
from bijlisetu.staff.models import Post
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import CYCLE
from tests.district import officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Office:
    return build.office("company", name="TEST COMPANY")


@pytest.fixture
def near(circle: Office) -> Office:
    return build.office("division", parent=circle, name="NEAR")


@pytest.fixture
def far(circle: Office) -> Office:
    return build.office("division", parent=circle, name="FAR")


@pytest.fixture(autouse=True)
def people(near: Office, far: Office) -> dict[str, Consumer]:
    """Two with a mobile number and one with nothing in the one division, one with an e-mail in the other."""
    here, there = (build.feeder(section=build.office(parent=each)) for each in (near, far))
    made = {
        "one": build.consumer(on=here, mobile="916000000001"), "two": build.consumer(on=here, mobile="916000000002"),
        "nobody": build.consumer(on=here), "mailbox": build.consumer(on=there),
    }  # fmt: skip
    build.address(made["mailbox"], "one@example.in", channels=["email"])
    for each in made.values():
        a_bill(each)
    return made


@pytest.fixture
def officer(client: Client, circle: Office) -> Client:
    client.force_login(officer_of(circle))
    return client


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=RunRules(above=0, canary=1)))


def a_bill(of: Consumer, *, amount: int = 212, days: int = 60) -> None:
    today = timezone.localdate()
    Bill.objects.create(
        number=f"B{of.account}", consumer=of, cycle=CYCLE, bill_date=min(today, CYCLE),
        due_date=today + timedelta(days=days), units=Decimal(56), amount_payable=Decimal(amount), mapping="uppcl",
        imported_at=timezone.now(),
    )  # fmt: skip


def page(client: Client, office: Office, asked: str = "") -> str:
    return client.get(f"/office/runs/{office.pk}/new/{asked}").content.decode()


def make(client: Client, office: Office) -> str:
    return client.post(f"/office/runs/{office.pk}/new/", {"month": f"{CYCLE:%Y-%m}"}, follow=True).content.decode()


def test_the_page_of_runs_leads_to_it_and_it_lists_months_and_offices(officer: Client, circle: Office) -> None:
    assert f"/office/runs/{circle.pk}/new/" in officer.get("/office/runs/").content.decode()

    shown = page(officer, circle)

    assert f'href="?month={CYCLE:%Y-%m}"' in shown
    assert "NEAR" in shown
    assert "FAR" in shown


def test_before_it_is_made_one_sees_people_channels_price_checks_and_message(officer: Client, circle: Office) -> None:
    shown = page(officer, circle, f"?month={CYCLE:%Y-%m}")

    foreseen = foresee(cycle=CYCLE, office=circle.pk, at=timezone.now(), by="officer")
    assert (foreseen.people, foreseen.without) == (4, 1)
    assert foreseen.on == {ChannelKind.WHATSAPP: 2, ChannelKind.EMAIL: 1}
    assert foreseen.price == Decimal("0.28")
    assert foreseen.goes_at_once
    assert "0.28" in shown
    assert "बिलिंग से मिलान" in shown
    assert "देय राशि" in shown
    assert "खेप बनाएँ और जाने दें" in shown


def test_looking_makes_nothing(officer: Client, circle: Office) -> None:
    before = Entry.objects.count()

    page(officer, circle, f"?month={CYCLE:%Y-%m}")

    assert (Run.objects.count(), Notice.objects.count(), Entry.objects.count()) == (0, 0, before)


def test_a_fault_is_seen_before_the_run_is_made(officer: Client, circle: Office) -> None:
    Bill.objects.update(due_date=timezone.localdate())

    foreseen = foresee(cycle=CYCLE, office=circle.pk, at=timezone.now(), by="officer")

    assert "due_in_time" in [finding.gate for finding in foreseen.findings or () if finding.holds]
    assert not foreseen.goes_at_once
    assert "देय तिथि" in page(officer, circle, f"?month={CYCLE:%Y-%m}")


def test_to_very_many_the_checks_come_with_the_making(
    officer: Client, circle: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "TRIED_UP_TO", 3)

    foreseen = foresee(cycle=CYCLE, office=circle.pk, at=timezone.now(), by="officer")

    assert (foreseen.findings, foreseen.goes_at_once, foreseen.people) == (None, False, 4)
    assert "दूसरे अधिकारी के देखे बिना कुछ नहीं जाता" in page(officer, circle, f"?month={CYCLE:%Y-%m}")


def test_it_is_made_in_the_background_and_shows_how_far_it_is(officer: Client, circle: Office) -> None:
    shown = make(officer, circle)
    asked = Telling.objects.get()
    assert "कुछ ही पल में बनेगी" in shown
    assert Run.objects.count() == 0
    Telling.objects.update(done=2, total=4)
    assert "4 में से 2" in officer.get(f"/office/runs/made/{asked.pk}/live/").content.decode()

    assert tellings.make_next(at=timezone.now())

    run, asked = Run.objects.get(), Telling.objects.get()
    assert (asked.posted, asked.runs, asked.done, run.made, run.made_by) == (4, [run.pk], 4, 4, "officer")
    assert officer.get(f"/office/runs/made/{asked.pk}/live/").status_code == 205
    assert f"/office/run/{run.pk}/" in officer.get(f"/office/runs/made/{asked.pk}/").content.decode()
    assert not tellings.make_next(at=timezone.now())


def test_the_officer_who_made_it_in_the_browser_does_not_release_it(
    officer: Client, circle: Office, many: None
) -> None:
    make(officer, circle)
    tellings.make_next(at=timezone.now())
    run = Run.objects.get()
    runs.send_canary(run=run.pk, at=timezone.now() - timedelta(hours=1), by="officer")

    with pytest.raises(runs.SecondOfficerNeeded):
        runs.release(run=run.pk, at=timezone.now(), by="officer")
    runs.release(run=run.pk, at=timezone.now(), by=officer_of(circle, "second").username)
    assert Run.objects.get().released_by == "second"


def test_a_month_whose_run_is_held_can_be_mended_and_made_once_more(officer: Client, circle: Office) -> None:
    Bill.objects.update(due_date=timezone.localdate())
    make(officer, circle)
    tellings.make_next(at=timezone.now())
    assert Run.objects.get().state == "held"
    Bill.objects.update(due_date=timezone.localdate() + timedelta(days=30), imported_at=timezone.now())

    assert f'href="?month={CYCLE:%Y-%m}"' in page(officer, circle)
    make(officer, circle)
    tellings.make_next(at=timezone.now())

    assert Run.objects.get().state == "released"


def test_pressed_twice_it_is_asked_once(officer: Client, circle: Office) -> None:
    make(officer, circle)
    make(officer, circle)

    assert Telling.objects.count() == 1


def test_one_office_alone_is_told(officer: Client, near: Office, people: dict[str, Consumer]) -> None:
    make(officer, near)
    tellings.make_next(at=timezone.now())

    assert set(Notice.objects.values_list("consumer", flat=True)) == {
        people[name].pk for name in ("one", "two", "nobody")
    }
    assert page(officer, near).count("?month=") == 0


def test_a_second_office_put_into_the_waiting_run_agrees_with_billing(
    officer: Client, near: Office, far: Office, many: None
) -> None:
    for office in (near, far):
        make(officer, office)
        tellings.make_next(at=timezone.now())

    run = Run.objects.get()
    assert (run.made, run.state) == (4, "ready")


def test_offices_one_after_the_other_do_not_slip_past_the_second_officer(
    officer: Client, near: Office, far: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=RunRules(above=3, canary=1)))
    for office in (near, far):
        make(officer, office)
        tellings.make_next(at=timezone.now())

    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == ["released", "ready"]


def test_a_bill_that_changed_gets_a_correction_by_the_same_press(officer: Client, circle: Office) -> None:
    announce(cycle=CYCLE, at=timezone.now() - timedelta(hours=1), by="officer")
    Notice.objects.update(state="reached")
    Bill.objects.update(amount_payable=Decimal(100), imported_at=timezone.now())

    assert foresee(cycle=CYCLE, office=circle.pk, at=timezone.now(), by="officer").otherwise == 4


def test_a_post_that_ended_before_it_was_made_makes_nothing_and_says_so(officer: Client, circle: Office) -> None:
    make(officer, circle)
    Post.objects.all().delete()
    tellings.make_next(at=timezone.now())
    build.officer("officer-2", of=circle)
    officer.force_login(User.objects.get(username="officer-2"))

    asked = Telling.objects.get()

    assert (asked.fault, Run.objects.count()) == ("NoNamedOfficer", 0)
    assert "आपका पद अब खेप नहीं बना सकता" in officer.get(f"/office/runs/made/{asked.pk}/").content.decode()


def test_an_office_without_bills_says_so(officer: Client, circle: Office) -> None:
    empty = build.office("division", parent=circle)

    shown = officer.get(f"/office/runs/{empty.pk}/new/?month={CYCLE:%Y-%m}", follow=True).content.decode()

    assert "इस कार्यालय के लोगों का नहीं" in shown
    assert "यहाँ किसी को बताना बाकी नहीं" in shown


def test_an_officer_of_one_division_makes_none_of_another(client: Client, near: Office, far: Office) -> None:
    client.force_login(officer_of(near))

    assert client.get(f"/office/runs/{far.pk}/new/").status_code == 404
    assert client.post(f"/office/runs/{far.pk}/new/", {"month": f"{CYCLE:%Y-%m}"}).status_code == 404
    assert client.get(f"/office/runs/made/{build.telling(far).pk}/").status_code == 404
    assert Telling.objects.filter(by="officer").count() == 0


def test_a_month_whose_run_waits_leads_to_it_and_shows_no_noughts(
    officer: Client, circle: Office, near: Office, many: None
) -> None:
    make(officer, circle)
    tellings.make_next(at=timezone.now())
    made = Run.objects.get()

    for office in (circle, near):
        shown = page(officer, office, f"?month={CYCLE:%Y-%m}")

        assert f"/office/run/{made.pk}/" in shown
        assert "किसी को बताना बाकी नहीं" in shown
        assert "₹ 0" not in shown
        assert ">खेप बनाएँ<" not in shown
        assert "दोबारा बनाकर जाँचें" in shown


def test_a_month_whose_run_has_gone_leads_to_it_and_offers_nothing(officer: Client, circle: Office) -> None:
    make(officer, circle)
    tellings.make_next(at=timezone.now())

    shown = page(officer, circle, f"?month={CYCLE:%Y-%m}")

    assert f"/office/run/{Run.objects.get().pk}/" in shown
    assert "दोबारा बनाकर जाँचें" not in shown
    assert "खेप बनाएँ" not in shown


def test_whom_a_later_file_brought_is_foreseen_beside_the_run_that_is_made(
    officer: Client, circle: Office, people: dict[str, Consumer]
) -> None:
    make(officer, circle)
    tellings.make_next(at=timezone.now())
    a_bill(build.consumer(on=people["one"].feeder, mobile="916000000003"))

    shown = page(officer, circle, f"?month={CYCLE:%Y-%m}")

    assert f"/office/run/{Run.objects.get().pk}/" in shown
    assert "किसी को बताना बाकी नहीं" not in shown
    assert "खेप बनाएँ" in shown


def test_a_run_of_a_wider_office_is_named_without_a_way_to_it(
    officer: Client, circle: Office, near: Office, many: None
) -> None:
    make(officer, circle)
    tellings.make_next(at=timezone.now())
    officer.force_login(User.objects.get(username=build.officer("near", of=near)))

    shown = page(officer, near, f"?month={CYCLE:%Y-%m}")

    assert "किसी को बताना बाकी नहीं" in shown
    assert f"/office/run/{Run.objects.get().pk}/" not in shown
