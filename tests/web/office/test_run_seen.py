"""What people of a run see, shown to the officer before it goes out: message, document, bill page and PDF, masked."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from bijlisetu.billing.models import Bill
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.outbox.models import Notice
from bijlisetu.runs import actions as runs
from tests import build
from tests.district import NUMBER, District, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(district: District) -> int:
    """Make a run to one with a mobile number, one with a mailbox alone, and one with nothing."""
    Notice.objects.all().delete()
    mailbox = person("failed", on=district.feeder)
    Address.objects.filter(consumer=mailbox).update(value="one@example.in", channels=["email"])
    Notice.objects.all().delete()
    people = [district.people["read"], mailbox, district.people["no_address"]]
    made = build.run(*people, by="officer", at=timezone.now())
    for notice in Notice.objects.filter(run=made):
        number = Bill.objects.get(consumer=notice.consumer_id).number
        Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, "bill": number})
    runs.close(run=made, at=timezone.now(), by="officer")
    return made


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def of(run: int, consumer: Consumer) -> Notice:
    return Notice.objects.get(run=run, consumer=consumer)


def test_a_whatsapp_bill_is_seen_with_its_document_words_footer_and_buttons(
    officer: Client, district: District, run: int
) -> None:
    told = of(run, district.people["read"])

    shown = read(officer, f"/office/run/{run}/seen/?of={told.pk}")

    end = told.facts["account_end"]
    whatsapp = shown[shown.index('<div class="bubble">') :].partition("</section>")[0]
    assert f"bill-{end}.pdf" in whatsapp
    assert f"/office/bill/{district.people['read'].bills.get().pk}.pdf" in whatsapp
    assert f"खाता ..{end}" in whatsapp
    assert "हेल्पलाइन 1912" in whatsapp
    assert re.findall('class="reply">(.*?)<', whatsapp) == ["हाँ, मेरा है", "यह मेरा कनेक्शन नहीं"]
    assert shown.index("98xxxxxx33") > 0


def test_the_sample_has_somebody_of_every_channel_and_no_number_in_full(officer: Client, run: int) -> None:
    shown = read(officer, f"/office/run/{run}/seen/")

    assert len(re.findall(r"\?of=\d+", shown)) == 3
    assert "o***@example.in" in shown
    assert "नंबर नहीं, ई-मेल नहीं" in shown
    assert NUMBER[-10:] not in shown
    assert "one@example.in" not in shown


def test_of_a_mailbox_the_mail_comes_first_with_subject_and_button(
    officer: Client, district: District, run: int
) -> None:
    told = Notice.objects.get(run=run, consumer__addresses__channels=["email"])

    shown = read(officer, f"/office/run/{run}/seen/?of={told.pk}")

    assert re.findall(r"<h2>(\S+)", shown)[0] == "ई-मेल"
    assert "बिजली का बिल" in shown or "बिजली बिल" in shown


def test_the_page_of_the_bill_is_the_consumers_own_and_answers_nothing(
    officer: Client, district: District, run: int
) -> None:
    told = of(run, district.people["read"])

    shown = read(officer, f"/office/run/{run}/seen/{told.pk}/")

    assert "1,253.00" in shown
    assert "क्या यह आपका कनेक्शन है?" in shown
    assert f"..{told.facts['account_end']}" in shown
    assert district.people["read"].account not in shown
    assert "<form" not in shown.partition("<main")[2]


def test_the_pdf_is_that_of_the_link(officer: Client, district: District, run: int) -> None:
    told = of(run, district.people["read"])

    answer = officer.get(f"/office/run/{run}/seen/{told.pk}/bill.pdf")

    assert answer.content.startswith(b"%PDF")


def test_a_message_of_another_run_is_not_shown_through_this_one(officer: Client, district: District, run: int) -> None:
    other = build.notice(district.outsider)

    assert officer.get(f"/office/run/{run}/seen/{other.pk}/").status_code == 404
    assert officer.get(f"/office/run/{run}/seen/{other.pk}/bill.pdf").status_code == 404


def test_a_run_of_other_offices_is_not_shown(officer: Client, district: District, run: int) -> None:
    theirs = build.run(district.outsider, at=timezone.now(), key="bills:2026-10")
    runs.close(run=theirs, at=timezone.now(), by="maker")

    assert officer.get(f"/office/run/{theirs}/seen/").status_code == 404


def test_the_run_and_its_release_lead_there(officer: Client, run: int) -> None:
    assert f"/office/run/{run}/seen/" in read(officer, f"/office/run/{run}/")
