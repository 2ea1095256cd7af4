"""At the door of somebody who owes, without network: a promise is pressed, and becomes the result of the task."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext

from bijlisetu.arrears.models import Recovery, Result
from bijlisetu.fieldwork.models import Door, Round
from bijlisetu.ledger.models import Balance
from bijlisetu.staff.levels import Level
from tests.journeys.demos import CHROMIUM, NO_CHROMIUM
from tests.pictures import shot
from tests.web.browser.field.conftest import Phone
from tests.web.browser.field.office import Office
from tests.web.browser.test_small_screens import overflow

pytestmark = pytest.mark.skipif(not CHROMIUM, reason=NO_CHROMIUM)


@pytest.fixture
def office(office: Office) -> Office:
    """Return an office whose beat is walked for arrears."""
    today = timezone.localdate()
    Round.objects.update(form="arrears")
    Door.objects.update(why="unheard", version=1)
    for door in office.field.doors:
        Balance.objects.create(consumer=door.consumer, receivable=Decimal("4321.50"), deposit=0)
        Recovery.objects.create(
            consumer=door.consumer, amount=Decimal(4000), level=Level.JE, office_id=office.field.office,
            bill_date=today - timedelta(days=40), least=Decimal(100), opened_at=timezone.now() - timedelta(days=2),
            due_on=today,
        )  # fmt: skip
    return office


def test_a_promise_at_the_door_is_the_result_of_the_task(
    context: BrowserContext, served: str, office: Office
) -> None:  # fmt: skip
    phone = Phone(context, served)
    phone.log_in()
    phone.open()
    phone.line_is("done")
    phone.has_worker()
    phone.context.set_offline(True)
    phone.go_to_next_door()
    page = phone.page
    assert "₹ 4,321" in page.locator(".next-door").inner_text()
    assert "याद" in page.locator(".next-door").inner_text()
    shot(page, "arrears-door")

    phone.find("promise")
    page.click("form.visit button.deed")
    page.wait_for_selector("[data-field=promised] .fault:visible")  # no promise without a day
    phone.find("promise", promised="week", remark="वेतन मिलने पर")
    assert overflow(page) == 0
    shot(page, "arrears-promise")
    phone.save()
    phone.is_left_with(1)
    assert not Result.objects.exists()
    phone.context.set_offline(False)
    phone.line_is("done")

    result, today = Result.objects.get(), timezone.localdate()
    assert (result.outcome, result.said, result.by) == ("promise", "वेतन मिलने पर", "walker")
    assert result.promised_on == today + timedelta(days=7)
    assert result.recovery.due_on == today + timedelta(days=8)
