"""The ledger's questions give the numbers of the rows that are there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest

import bijlisetu.outbox.actions as outbox
from bijlisetu.billing.models import Bill
from bijlisetu.kinds.occasion import Occasion
from bijlisetu.network.models import Transformer
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.database.keyset import Start
from bijlisetu.reach import queries
from bijlisetu.reach.actions import refresh
from bijlisetu.reach.models import Standing
from tests import build
from tests.district import District, person

BILLS = Occasion("bills", "2026-11")
MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)


def test_every_degree_is_counted_in_its_part_of_the_bar(district: District) -> None:
    counts = queries.survey(district.division.pk, BILLS).own

    parts = (counts.read, counts.delivered_proved, counts.delivered_unproved)
    gap = (counts.waiting, counts.failed, counts.no_address)
    assert parts == (1, 1, 1)
    assert gap == (2, 2, 1)
    assert (counts.people, counts.reached, counts.proved, counts.tasks_open) == (8, 3, 2, 4)


def test_the_reasons_add_up_to_the_gap(district: District) -> None:
    counts = queries.survey(district.division.pk, BILLS).own

    expected = {"waiting": 1, "no_receipt": 1, "number_dead": 1, "not_owner": 1, "no_address": 1}
    assert counts.unreached_by_reason == expected
    assert sum(expected.values()) == counts.unreached


def test_at_an_earlier_hour_later_news_counts_as_waiting(district: District) -> None:
    before, after = build.NOON - timedelta(hours=1), build.NOON + timedelta(hours=1)

    then, now = (queries.survey(district.division.pk, BILLS, until=until).own for until in (before, after))

    assert (then.people, then.reached, then.waiting) == (8, 0, 8)
    assert now == queries.survey(district.division.pk, BILLS).own


def test_a_bill_read_today_had_arrived_yesterday(district: District) -> None:
    tomorrow = build.NOON + timedelta(days=1)
    Standing.objects.filter(degree="read").update(at=tomorrow)

    then = queries.survey(district.division.pk, BILLS, until=tomorrow).own

    assert (then.read, then.delivered_proved, then.reached) == (0, 2, 3)


def test_children_come_with_the_widest_gap_first(district: District) -> None:
    branches = queries.survey(district.circle.pk, BILLS).branches

    assert [(branch.name, branch.counts.unreached) for branch in branches] == [("NEAR", 5), ("FAR", 1)]


def test_below_a_section_stand_its_feeders(district: District) -> None:
    (branch,) = queries.survey(district.section.pk, BILLS).branches

    assert (branch.kind, branch.id, branch.counts.people) == ("feeder", district.feeder.pk, 8)


def test_an_office_without_people_counts_nobody(district: District) -> None:
    empty = build.office("section", parent=district.division)

    assert queries.survey(empty.pk, BILLS).own.people == 0


@pytest.mark.parametrize(
    ("degree", "people"),
    [("read", 1), ("delivered", 1), ("unproved", 1), ("waiting", 2), ("failed", 2), ("no_address", 1), ("all", 8)],
)
def test_a_part_of_the_bar_opens_exactly_its_people(district: District, degree: str, people: int) -> None:
    page = queries.people(district.division.pk, BILLS, degree)

    assert (page.total, len(page.page.rows)) == (people, people)


def walked(district: District, *, size: int, is_back: bool) -> list[list[int]]:
    """Return the worklist page by page, from its end if is_back, as the consumers' numbers."""
    walk = queries.Walk(size=size)
    pages = [queries.worklist([district.circle.pk], walk).page]
    while pages[-1].has_after:
        walk = queries.Walk(size=size, start=Start(pages[-1].rows[-1].consumer))
        pages.append(queries.worklist([district.circle.pk], walk).page)
    if is_back:
        pages = pages[-1:]
        while pages[-1].has_before:
            walk = queries.Walk(size=size, start=Start(pages[-1].rows[0].consumer, is_back=True))
            pages.append(queries.worklist([district.circle.pk], walk).page)
        pages.reverse()
    return [[door.consumer for door in page.rows] for page in pages]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_worklist_is_walked_page_by_page_in_its_order(district: District, size: int) -> None:
    """Poles by number, then without one; feeders one after the other, also where several have few doors."""
    for pole in ("P-10", "P-2", "", "P-2"):
        somebody = person("failed", on=district.feeder)
        somebody.pole = pole
        somebody.save()
    person("failed", on=build.feeder(section=district.section))
    (whole,) = walked(district, size=50, is_back=False)

    pages = walked(district, size=size, is_back=False)
    back = walked(district, size=size, is_back=True)

    assert len(whole) == 10
    assert list(chain(*pages)) == whole
    assert list(chain(*back))[-len(back[-1]) :] == whole[-len(back[-1]) :]
    assert {len(page) for page in pages[:-1]} <= {size}


def test_people_are_listed_page_by_page_on_and_back(district: District) -> None:
    def page(start: Start | None) -> tuple[list[int], bool, bool]:
        found = queries.people(district.circle.pk, BILLS, "all", start, size=4)
        assert found.total == 9
        return [one.consumer for one in found.page.rows], found.page.has_before, found.page.has_after

    first, *_ = page(None)
    second, *_ = page(Start(first[-1]))
    third, has_before, has_after = page(Start(second[-1]))

    assert len({*first, *second, *third}) == 9
    assert (has_before, has_after) == (True, False)
    assert page(Start(third[0], is_back=True)) == (second, True, True)
    assert page(Start(second[0], is_back=True)) == (first, False, True)
    assert page(Start(third[-1])) == (first, False, True)  # nobody after the last: begin again


def test_to_visit_goes_on_where_a_feeders_doors_are_all_under_way(district: District) -> None:
    far = person("failed", on=build.feeder(section=district.elsewhere))
    person("failed", on=district.feeder)
    Notice.objects.exclude(consumer=far).update(state="open")

    found = queries.worklist([district.circle.pk], queries.Walk(size=1, to_visit_on=build.CYCLE))

    assert [door.consumer for door in found.doors] == [far.pk]
    assert found.total == 7


def test_worklist_and_person_show_the_bill_of_the_month_that_stands(district: District) -> None:
    """November was told: neither what it was revised from, a later month nor one written off stands beside it."""
    first = Bill.objects.get(consumer=district.people["failed"])

    def another(number: str, amount: str, **more: object) -> None:
        Bill.objects.create(**{
            "number": number, "consumer": first.consumer, "cycle": first.cycle, "bill_date": first.bill_date,
            "due_date": first.due_date, "units": 1, "amount_payable": amount, "mapping": "uppcl",
            "imported_at": first.imported_at, **more,
        })  # fmt: skip

    another("R", "735.00", is_revised=True)
    another("OLD", "9999.00")
    another("OFF", "8888.00", is_revised=True, is_cancelled=True)
    another("DEC", "7777.00", cycle=date(2026, 12, 1), bill_date=date(2026, 12, 3), due_date=date(2026, 12, 20))

    (door,) = [one for one in queries.worklist([district.division.pk]).doors if one.consumer == first.consumer_id]
    shown = queries.person(first.consumer_id)

    assert door.amount == 735
    assert shown
    assert shown.amount == 735


def test_a_payment_is_found_by_the_number_of_its_bill(district: District) -> None:
    paid, outsider = district.people["failed"], district.outsider

    assert [one.consumer for one in queries.find(f"BILL{paid.account}", offices=[district.division.pk])] == [paid.pk]
    assert queries.find(f"BILL{outsider.account}", offices=[district.division.pk]) == ()


def test_growth_ends_at_those_reached(district: District) -> None:
    points = queries.trend(district.division.pk, BILLS, origin=MIDNIGHT)

    assert points[-1].reached == 3


def test_poles_are_walked_by_their_number(district: District) -> None:
    tenth = person("failed", on=district.feeder)
    tenth.pole = "P-10"
    tenth.save()

    doors = queries.worklist([district.division.pk]).doors

    assert [door.pole for door in doors] == ["P-9"] * 4 + ["P-10"]


@pytest.mark.parametrize("size", [1, 2, 50])
def test_where_places_are_known_a_worklist_is_walked_row_by_row_there_and_back(district: District, size: int) -> None:
    line = build.feeder(section=district.section)
    spots = [(25.002, 83.001), (25.001, 83.001), (25.001, 83.002), (25.002, 83.002), (None, None)]
    people = [person("failed", on=line) for _ in spots]
    for one, (latitude, longitude) in zip(people, spots, strict=True):
        one.latitude, one.longitude, one.pole = latitude, longitude, "P-1"
        one.save()
    last = Transformer.objects.create(feeder=line, name="DT 2", valid_from=build.SINCE)
    first = Transformer.objects.create(feeder=line, name="DT 1", valid_from=build.SINCE)
    for one, at in zip(people, (first, first, first, last, None), strict=True):
        one.transformer = at
        one.save()

    walked_through = [one for page in walked(district, size=size, is_back=False) for one in page]

    on_line = [people.index(one) for each in walked_through for one in people if one.pk == each]
    assert on_line == [2, 1, 0, 3, 4]


def test_a_worklist_can_be_narrowed_to_a_reason(district: District) -> None:
    found = queries.worklist([district.division.pk], queries.Walk(reason="not_owner"))

    assert (found.total, len(found.doors)) == (1, 1)
    assert {heap.key for heap in found.reasons} == {"accepted", "number_dead", "not_owner", "no_address"}


def test_occasions_are_listed_newest_first(district: District) -> None:
    assert queries.occasions("bills") == (BILLS,)
    assert queries.ledgers() == ("bills",)


def test_search_takes_the_end_of_an_account_and_a_percent_sign_literally(district: District) -> None:
    reader = district.people["read"]

    by_end = queries.find(reader.account[-4:], offices=[district.division.pk])
    by_sign = queries.find("%%%", offices=[district.division.pk])

    assert reader.pk in [found.consumer for found in by_end]
    assert by_sign == ()


def test_search_takes_an_account_that_begins_with_letters(district: District) -> None:
    consumer = build.consumer(account="2101-TN00000007", on=district.feeder)

    (found,) = queries.find("2101-TN00000007", offices=[district.division.pk])

    assert found.consumer == consumer.pk


def test_a_reminder_that_was_taken_back_is_not_on_its_way(district: District) -> None:
    someone = district.people["read"]
    reminder = build.notice(someone, kind="reminder_due", at=build.NOON + timedelta(hours=1))
    refresh(at=build.NOON + timedelta(hours=1))
    before = queries.person(someone.pk)

    outbox.withdraw(keys=[reminder.key], at=build.NOON + timedelta(hours=2), reason="paid")
    refresh(at=build.NOON + timedelta(hours=2))
    after = queries.person(someone.pk)

    assert before is not None
    assert after is not None
    assert (before.ledger, before.degree) == ("dues", "waiting")
    assert (after.ledger, after.degree) == ("bills", "read")
