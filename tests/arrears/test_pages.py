"""What officers see of arrears: whom to see, for how long it is owed, and the notice with its proof."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from bijlisetu.arrears import ages
from bijlisetu.arrears.models import Demand, Recovery
from bijlisetu.consumers.models import Consumer
from bijlisetu.ledger.plans.agreeing import agree
from bijlisetu.ledger.plans.rules import Scheme
from bijlisetu.network.models import FeederPlace, OfficeTree
from bijlisetu.plumbing.india import day_in_india
from tests import build
from tests.arrears.conftest import Owe, officer_over
from tests.build import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sdo(client: Client, consumer: Consumer) -> Client:
    client.force_login(User.objects.get(username=officer_over(consumer, "sdo")))
    client.cookies["django_language"] = "en"
    build.second_factor(client)
    return client


@pytest.fixture
def recovery(owe: Owe, consumer: Consumer) -> Recovery:
    owe("5000.00", due=day_in_india(timezone.now()) - timedelta(days=40))
    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    today = day_in_india(timezone.now())
    return Recovery.objects.create(
        consumer=consumer, amount=5000, level=0, office_id=section, bill_date=today, least=100,
        opened_at=timezone.now(), due_on=today,
    )  # fmt: skip


def test_a_result_is_entered_from_the_list(sdo: Client, recovery: Recovery) -> None:
    subdivision = OfficeTree.objects.get(descendant=recovery.office_id, depth=1).ancestor_id

    assert "5,000.00" in sdo.get(f"/office/arrears/{subdivision}/").content.decode()
    refused = sdo.post(f"/office/arrears/{subdivision}/", {"recovery": recovery.pk, "outcome": "promise"})
    done = sdo.post(f"/office/arrears/{subdivision}/", {"recovery": recovery.pk, "outcome": "not_found"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Say by which day" in refused.content.decode()
    recovery.refresh_from_db()
    assert recovery.ended == "not_found"


def test_arrears_by_age_add_up_and_come_as_a_table(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    now = timezone.now()
    owe("5000.00", due=day_in_india(now) - timedelta(days=40))
    ages.keep(on=day_in_india(now), at=now)
    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    subdivision = OfficeTree.objects.get(descendant=section, depth=1).ancestor_id

    page = sdo.get(f"/office/arrears/{subdivision}/ages/").content.decode()
    table = sdo.get(f"/office/arrears/{subdivision}/ages/table.csv").content.decode()

    assert page.count("5,000.00") >= 4  # in all, of its age, and of the section below
    assert "31–90 days,1,5000.00" in table


def test_a_notice_is_issued_served_and_printed_with_its_proof(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    today = day_in_india(timezone.now())
    owe("5000.00", due=today - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"

    assert sdo.get(address).status_code == 200
    assert sdo.get(f"/office/consumer/{consumer.pk}/notice.pdf").status_code == 404
    assert sdo.post(address, {"deed": "issue"}).status_code == 302
    assert sdo.post(address, {"deed": "serve", "on": f"{today}", "to": "the son"}).status_code == 302
    early = sdo.post(address, {"deed": "order"})
    paper = PdfReader(BytesIO(sdo.get(f"/office/consumer/{consumer.pk}/notice.pdf").content))

    assert early.status_code == 422
    assert "clear days are not over" in early.content.decode()
    assert Demand.objects.get().served_to == "the son"
    assert len(paper.pages) == 2
    assert "5,000.00" in paper.pages[0].extract_text()
    assert "Notice of disconnection served" in paper.pages[1].extract_text()
    assert "the son" in sdo.get(address).content.decode()


def test_chasing_is_paused_and_goes_on_from_the_page(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    owe("5000.00", due=day_in_india(timezone.now()) - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"

    assert sdo.post(address, {"deed": "pause", "why": "review", "said": " "}).status_code == 422
    assert sdo.post(address, {"deed": "pause", "why": "review", "said": "reading looks high"}).status_code == 302
    assert "reading looks high" in sdo.get(address).content.decode()
    assert sdo.post(address, {"deed": "issue"}).status_code == 422
    assert sdo.post(address, {"deed": "go_on", "why": "review"}).status_code == 302
    assert sdo.post(address, {"deed": "issue"}).status_code == 302


def test_a_refused_notice_names_the_one_reason_that_stands_in_the_way(
    sdo: Client, owe: Owe, consumer: Consumer
) -> None:
    today = day_in_india(timezone.now())
    address = f"/office/consumer/{consumer.pk}/notice/"

    def refused() -> str:
        page = sdo.post(address, {"deed": "issue"})
        assert page.status_code == 422
        return page.content.decode()

    assert "less is overdue than a notice is issued for" in refused()
    owe("5000.00", due=today - timedelta(days=800), number="OLD")
    owe("1.00", due=today - timedelta(days=700), number="SILENT")  # of the arrears it says nothing
    assert "older than two years" in refused()
    owe("5000.00", due=today - timedelta(days=40))
    sdo.post(address, {"deed": "pause", "why": "review", "said": "reading looks high"})
    assert "a pause stands in the way" in refused()
    sdo.post(address, {"deed": "go_on", "why": "review"})
    scheme = Scheme(name="arrears_in_4", rule="test/2026-11-01", parts=4, least=Decimal(0), with_bills=False)
    agree(
        consumer=consumer.pk, amount=Decimal(5000), scheme=scheme, first_on=today + timedelta(days=5),
        agreed_on=today, at=NOON, by="officer",
    )  # fmt: skip
    assert "they pay in instalments" in refused()


def test_a_refused_order_names_the_one_reason_that_stands_in_the_way(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    today = day_in_india(timezone.now())
    owe("150000.00", due=today - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"
    sdo.post(address, {"deed": "issue"})
    unserved = sdo.post(address, {"deed": "order"})
    Demand.objects.update(served_on=today, served_how="hand", served_to="x", served_by="je")
    early = sdo.post(address, {"deed": "order"})
    sdo.post(address, {"deed": "pause", "why": "review", "said": "reading looks high"})
    paused = sdo.post(address, {"deed": "order"})

    assert "the notice was not served" in unserved.content.decode()
    assert "clear days are not over" in early.content.decode()
    assert "a pause stands in the way" in paused.content.decode()


def test_orders_and_notices_ask_for_the_code_of_the_officers_app(
    sdo: Client, client: Client, owe: Owe, consumer: Consumer
) -> None:
    owe("5000.00", due=day_in_india(timezone.now()) - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"
    client.force_login(User.objects.get(username=officer_over(consumer, "ee")))

    asked = client.post(address, {"deed": "issue"})

    assert asked["Location"].startswith("/office/second/")
    assert not Demand.objects.exists()


def test_a_notice_is_withdrawn_with_a_reason_from_the_page(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    owe("5000.00", due=day_in_india(timezone.now()) - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"
    sdo.post(address, {"deed": "issue"})

    refused = sdo.post(address, {"deed": "withdraw_notice", "reason": " "})
    assert sdo.post(address, {"deed": "withdraw_notice", "reason": "of the wrong person"}).status_code == 302

    assert refused.status_code == 422
    assert "Say in words why it is withdrawn" in refused.content.decode()
    assert "of the wrong person" in sdo.get(address).content.decode()


def test_an_order_says_from_when_it_may_be_carried_out_and_why_not_now(
    sdo: Client, owe: Owe, consumer: Consumer
) -> None:
    today = day_in_india(timezone.now())
    owe("5000.00", due=today - timedelta(days=40))
    address = f"/office/consumer/{consumer.pk}/notice/"
    sdo.post(address, {"deed": "issue"})
    Demand.objects.update(served_on=today - timedelta(days=30), served_how="hand", served_to="x", served_by="je")
    sdo.post(address, {"deed": "order"})
    sdo.post(address, {"deed": "pause", "why": "review", "said": "reading looks high"})

    page = sdo.get(address).content.decode()

    assert "May be carried out" in page
    assert "something pauses this consumer" in page


def test_notices_in_force_are_listed_by_step_and_come_as_a_table(sdo: Client, owe: Owe, consumer: Consumer) -> None:
    today = day_in_india(timezone.now())
    owe("150000.00", due=today - timedelta(days=40))
    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    notices = f"/office/arrears/{OfficeTree.objects.get(descendant=section, depth=1).ancestor_id}/notices/"
    assert "Nothing stands so" in sdo.get(notices).content.decode()
    sdo.post(f"/office/consumer/{consumer.pk}/notice/", {"deed": "issue"})

    page = sdo.get(notices).content.decode()
    assert "to be served: 1, ₹ 1,50,000.00" in page.replace("\xa0", " ")
    assert consumer.account not in page
    assert "Nothing stands so" in sdo.get(f"{notices}?step=cut").content.decode()
    Demand.objects.update(served_on=today, served_how="hand", served_to="x", served_by="je")
    first = today + timedelta(days=16)
    table = b"".join(sdo.get(f"{notices}table.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert "Account" in table.splitlines()[0]
    assert "खाता" in table.splitlines()[0]
    assert f"150000.00,{today},{today},{first}" in table


def test_a_paused_notice_a_withdrawn_one_and_a_plan_stand_at_their_steps(
    sdo: Client, owe: Owe, consumer: Consumer
) -> None:
    now = timezone.now()
    owe("5000.00", due=day_in_india(now) - timedelta(days=40))
    section = FeederPlace.objects.get(feeder=consumer.feeder_id).section_id
    notices, address = f"/office/arrears/{section}/notices/", f"/office/consumer/{consumer.pk}/notice/"
    sdo.post(address, {"deed": "issue"})
    sdo.post(address, {"deed": "pause", "why": "review", "said": "reading looks high"})
    assert "paused: 1" in sdo.get(notices).content.decode()

    sdo.post(address, {"deed": "withdraw_notice", "reason": "of the wrong person"})
    assert "withdrawn (90 days): 1" in sdo.get(notices).content.decode()

    scheme = Scheme(name="arrears_in_4", rule="test/2026-11-01", parts=4, least=Decimal(0), with_bills=False)
    agree(
        consumer=consumer.pk, amount=Decimal(5000), scheme=scheme, first_on=day_in_india(now), agreed_on=NOON.date(),
        at=NOON, by="officer",
    )  # fmt: skip
    assert "5,000.00" in sdo.get(f"{notices}?step=plans").content.decode()
