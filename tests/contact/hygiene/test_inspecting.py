"""What the rules find among the numbers on file, and that finding changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.models import Address, Finding, Found, Inspection, Revoked, Suspect, Trusted, Validated
from bijlisetu.staff.models import Card
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

GOOD, DUMMY, ROW, LANDLINE = "919415078263", "919999900000", "919812345678", "915444212345"
RULES = rules.read(rules.shipped())
DAY = timedelta(days=1)


def found() -> dict[str, set[str]]:
    inspect(rules=RULES, at=NOON, by="test")
    by_rule: dict[str, set[str]] = {}
    for rule, value in Finding.objects.values_list("rule", "value"):
        by_rule.setdefault(rule, set()).add(value)
    return by_rule


def test_each_number_is_found_by_its_rule_and_a_good_one_by_none() -> None:
    for value in (GOOD, DUMMY, ROW):
        build.consumer(mobile=value)
    build.address(build.consumer(), LANDLINE, channels=["call"])
    build.consumer(email="ramesh@example.in")

    assert found() == {"dummy": {DUMMY}, "sequence": {ROW}, "landline": {LANDLINE}}


def test_all_numbers_on_file_are_looked_at_digit_by_digit() -> None:
    on = build.feeder()
    digits = ["9999900000", "9898989898", "9812121212", "9876598765", "9988776655", "7765432109", "9415078263",
              "6111111123", "9123450768", "8800112093"]  # fmt: skip
    for one in digits:
        build.consumer(mobile=f"91{one}", on=on)
    expected = {
        rule.name: {f"91{one}" for one in digits if rule.finds(one)}
        for rule in RULES.rules
        if any(map(rule.finds, digits))
    }

    assert found() == expected


def test_a_number_on_many_accounts_is_reported_and_on_very_many_found_to_be_a_crowd() -> None:
    on = build.feeder()
    for value, accounts in (("919415078263", 5), ("919415078264", 6), ("919415078265", 21)):
        for _ in range(accounts):
            build.consumer(mobile=value, on=on)

    assert found() == {"shared": {"919415078264", "919415078265"}, "crowd": {"919415078265"}}


def test_a_number_of_a_person_at_work_is_found_but_for_their_own_home() -> None:
    for name, value in (("one", "919415078263"), ("two", "919415078264"), ("three", "919415078265")):
        Card.objects.create(person=User.objects.create(username=name), mobile=value)
    build.consumer(mobile="919415078263")
    build.address(build.consumer(), "919415078264", owner="proved", owner_at=NOON)
    for _ in range(2):
        build.address(build.consumer(), "919415078265", owner="proved", owner_at=NOON - DAY)

    assert found() == {"ours": {"919415078263", "919415078265"}}


@pytest.mark.parametrize(
    ("proved_on", "is_found"), [(None, True), (date(2026, 10, 1), True), (date(2026, 10, 20), False)]
)
def test_a_disconnected_number_is_found_unless_it_was_proved_since(proved_on: date | None, is_found: bool) -> None:
    Revoked.objects.create(value=GOOD, on=date(2026, 10, 5), told_at=NOON)
    owner = {"owner": "proved", "owner_at": NOON.replace(month=10, day=proved_on.day)} if proved_on else {}
    build.address(build.consumer(), GOOD, **owner)

    assert found() == ({"revoked": {GOOD}} if is_found else {})


def test_what_the_validation_service_says_is_reported_where_it_differs() -> None:
    for value, says in ((GOOD, "differs"), ("919415078264", "matches"), ("919415078265", "unknown")):
        build.consumer(mobile=value)
        Validated.objects.create(value=value, says=says, at=NOON)

    assert found() == {"validation": {GOOD}}


def test_what_is_proved_or_struck_out_or_trusted_is_not_doubted() -> None:
    build.address(build.consumer(), DUMMY, owner="proved", owner_at=NOON)
    build.address(build.consumer(), "919999911111", owner="not_owner", owner_at=NOON)
    build.consumer(mobile="919999922222")
    Trusted.objects.create(value="919999922222", rule="dummy", why="a shop's own number", by="officer", at=NOON)

    assert found() == {}


def test_people_are_counted_by_section_and_those_who_have_no_other_number_apart() -> None:
    north, south = build.office(), build.office()
    on = build.feeder(section=north)
    build.consumer(mobile=DUMMY, on=on)
    other = build.consumer(mobile=DUMMY, on=on)
    build.address(other, GOOD)
    build.consumer(mobile="919999911111", on=build.feeder(section=south))

    found()

    counted = {(one.rule, one.section_id): (one.people, one.alone) for one in Found.objects.all()}
    assert counted == {("dummy", north.pk): (2, 1), ("dummy", south.pk): (1, 1)}


def test_a_look_changes_nothing_and_the_next_one_takes_its_place() -> None:
    build.consumer(mobile=DUMMY)
    before = list(Address.objects.values())

    found()
    found()

    assert list(Address.objects.values()) == before
    assert not Suspect.objects.exists()
    assert Counter(Finding.objects.values_list("rule", flat=True)) == {"dummy": 1}
    assert Inspection.objects.count() == 2


def test_rules_of_a_department_of_its_own_are_gone_by() -> None:
    title = 'title = { hi = "क", en = "A" }\nwhy = { hi = "क", en = "A" }\n'
    own = f'[[rules]]\nname = "pair"\n{title}then = "suspect"\naccounts_above = 1\n'
    on = build.feeder()
    for _ in range(2):
        build.consumer(mobile=GOOD, on=on)

    inspect(rules=rules.read(own), at=NOON, by="test")

    assert list(Finding.objects.values_list("rule", "value")) == [("pair", GOOD)]
