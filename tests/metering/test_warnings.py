"""Who is warned of a low balance: each share once for a recharge, nobody after it, nobody by a balance of days ago."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.metering.actions import look
from bijlisetu.metering.models import Meter, Warned
from bijlisetu.metering.queries import totals_of
from bijlisetu.metering.totals import METERS
from bijlisetu.metering.warnings.rules import days_left
from bijlisetu.metering.warnings.telling import paid
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.build import NOON
from tests.metering.conftest import PREPAID, Load, ago, day_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepaid(load: Load) -> None:
    load(PREPAID, of="modes")


def told(state: str = "open") -> list[tuple[str, str]]:
    """Return the kinds and balances of notices of that state."""
    return [(one.kind, one.facts["balance"]) for one in Notice.objects.filter(state=state).order_by("id")]


def spent(load: Load, *closings: str, recharge: str = "1000") -> None:
    """Load a recharge eight days ago, and one day after the other from the day before yesterday, a file each."""
    load(day_of(ago(8), recharge, recharge=recharge, charge="0"))
    for days, closing in enumerate(closings):
        load(day_of(ago(2), closing), at=NOON + timedelta(hours=days))


def test_each_share_is_told_once(load: Load) -> None:
    spent(load, "301", "300", "299", "200")

    assert told() == [("balance_low", "300.00")]
    assert list(Warned.objects.values_list("share", "is_told")) == [(30, True)]


def test_the_next_share_takes_the_place_of_the_one_before(load: Load) -> None:
    spent(load, "300", "100", "0")

    assert told() == [("balance_out", "0.00")]
    assert told("withdrawn") == [("balance_low", "300.00"), ("balance_low", "100.00")]


def test_who_falls_through_two_shares_at_once_is_told_of_the_lower(load: Load) -> None:
    spent(load, "-20")

    assert told() == [("balance_out", "-20.00")]
    assert sorted(Warned.objects.values_list("share", "is_told")) == [(0, True), (10, False), (30, False)]


def test_a_recharge_takes_back_what_waits_and_counts_anew(load: Load) -> None:
    spent(load, "90")
    load(day_of(ago(1), "580", recharge="500"))
    assert (told(), told("withdrawn")) == ([], [("balance_low", "90.00")])

    load(day_of(ago(0), "140", charge="440"))

    assert told() == [("balance_low", "140.00")]


def test_a_payment_takes_it_back_before_the_meter_tells(load: Load, consumer: Consumer) -> None:
    spent(load, "90")

    paid([consumer.pk], at=NOON)
    load(day_of(ago(1), "80"))

    assert told() == []


def test_an_older_recharge_that_is_heard_of_late_warns_nobody_twice(load: Load) -> None:
    spent(load, "20")
    load(day_of(ago(3), "900", recharge="400"))

    assert told() == [("balance_low", "20.00")]


def test_a_balance_of_three_days_ago_warns_nobody_and_the_meter_is_silent(load: Load) -> None:
    load(day_of(ago(8), "1000", recharge="1000", charge="0"), day_of(ago(3), "50"))

    assert told() == []
    assert Meter.objects.get().state == "silent"


def test_a_meter_falls_silent_by_the_calendar(load: Load) -> None:
    spent(load, "500")
    assert Meter.objects.get().state == "fine"

    look(at=NOON + timedelta(days=1))

    assert Meter.objects.get().state == "silent"


def test_who_became_postpaid_is_warned_of_nothing(load: Load) -> None:
    spent(load, "90")
    load({**PREPAID, "MODE_FROM_DATE": "22-11-2026", "PAYMENT_MODE": "POSTPAID"}, of="modes")
    load(day_of(ago(1), "-5"))

    assert (told(), told("withdrawn")) == ([], [("balance_low", "90.00")])


def test_who_becomes_prepaid_tomorrow_is_warned_tomorrow(load: Load) -> None:
    load({**PREPAID, "PAYMENT_MODE": "POSTPAID"}, of="modes")
    load({**PREPAID, "MODE_FROM_DATE": "23-11-2026"}, of="modes")
    load(day_of(ago(0), "-5"))
    assert told() == []

    look(at=NOON + timedelta(days=1))

    assert told() == [("balance_out", "-5.00")]


def test_without_a_known_recharge_only_an_empty_meter_is_told(load: Load) -> None:
    load(day_of(ago(2), "5"))
    assert told() == []

    load(day_of(ago(1), "-5"))

    assert told() == [("balance_out", "-5.00")]


def test_nobody_is_told_of_a_cut_by_night_on_sundays_or_in_the_days_of_grace(load: Load) -> None:
    load({**PREPAID, "MODE_FROM_DATE": "06-11-2026"}, of="modes")

    load(day_of(ago(1), "-5"))

    # Thirty whole days after 6 November end with 6 December, a Sunday.
    assert Notice.objects.get().facts["from"] == "2026-12-07T08:00:00+05:30"


@pytest.mark.parametrize(
    ("balance", "used", "known", "days"),
    [
        ("100", "140", 14, 10),  # ten rupees a day
        ("100", "70", 7, 10),
        ("100", "60", 6, None),  # too little is known
        ("105", "140", 14, 10),
        ("9.99", "140", 14, 0),
        ("0", "140", 14, 0),
        ("-5", "0", 0, 0),
        ("100", "0", 14, None),  # nobody lives there: it lasts, who knows how long
        ("100", "-14", 14, None),
        ("100000", "14", 14, 99),
    ],
)
def test_days_left_are_said_only_where_use_is_known(balance: str, used: str, known: int, days: int | None) -> None:
    assert days_left(Decimal(balance), used=Decimal(used), known=known) == days


def test_the_message_says_how_long_it_lasts(load: Load) -> None:
    load(day_of(ago(20), "1000", recharge="1000", charge="0"))
    load(*(day_of(ago(days), str(250 + 10 * days)) for days in range(2, 12)))

    assert Notice.objects.get().facts["lasts_en"] == "about 27 days of use"


def test_totals_are_what_a_recount_gives_also_when_people_move(load: Load, consumer: Consumer) -> None:
    spent(load, "90")
    company = Office.objects.get(kind="company")
    assert totals_of(company.pk) == {"low": 1}

    consumer.feeder = build.feeder_of_a_company()
    consumer.save()

    assert totals_of(company.pk) == {}
    assert differences(METERS) == []
    Meter.objects.all().delete()
    assert differences(METERS) == []
