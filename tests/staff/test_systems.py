"""A system is let in by a key of its own: for what was chosen, at its office and below, until the key ends."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bijlisetu.audit.models import Entry
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.actions import systems
from bijlisetu.staff.deeds import LEADING, TABLE, Deed
from bijlisetu.staff.models import System, SystemKey
from bijlisetu.staff.purposes import DEEDS, Purpose
from bijlisetu.staff.queries import may, seats_named
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
YEAR = timedelta(days=365)


@pytest.fixture
def company() -> Office:
    return build.office("company")


@pytest.fixture
def section(company: Office) -> Office:
    return build.office(parent=company)


def test_a_key_lets_its_system_in_until_its_end_and_not_longer(section: Office) -> None:
    key = build.key_of(build.system(section, name="scada"))

    found = systems.key_shown(key, at=NOON)

    assert found is not None
    assert found.system.speaks_as == "system:scada"
    assert systems.key_shown(key, at=NOON + YEAR) is None


@pytest.mark.parametrize(
    "wrong", ["", "bs", "bs_", "bs__", "{key}x", "{key:.20}", "x{key}", "bs_{mark}_", "é" * 900, "bs_\0_x"]
)
def test_nothing_else_lets_it_in(section: Office, wrong: str) -> None:
    key = build.key_of(build.system(section))
    shown = wrong.replace("{key:.20}", key[:20]).replace("{key}", key).replace("{mark}", SystemKey.objects.get().mark)

    assert systems.key_shown(shown, at=NOON) is None


def test_a_key_that_was_ended_lets_nobody_in_and_the_other_key_still_does(section: Office) -> None:
    made = build.system(section)
    old, new = build.key_of(made), build.key_of(made)

    systems.end_system_key(key=SystemKey.objects.order_by("pk")[0].pk, at=NOON, by="chief")

    assert systems.key_shown(old, at=NOON) is None
    assert systems.key_shown(new, at=NOON) is not None


def test_who_is_shut_out_has_no_key_and_no_rights_and_nobody_gets_its_name(section: Office) -> None:
    made = build.system(section, name="scada")
    key = build.key_of(made)

    systems.shut_out(system=made.pk, at=NOON, by="chief")

    assert systems.key_shown(key, at=NOON) is None
    assert seats_named("system:scada", on=TODAY).held == ()
    with pytest.raises(systems.SystemEnded):
        build.key_of(made)
    with pytest.raises(systems.NameTaken):
        build.system(section, name="scada")


def test_a_system_may_what_it_was_let_in_for_at_its_office_and_below_and_nothing_else(
    company: Office, section: Office
) -> None:
    beside, line = build.office(parent=company), build.feeder(section=section)
    build.system(section, Purpose.OUTAGES_WRITE, name="scada")

    who = seats_named("system:scada", on=TODAY)

    assert may(who, Deed.RUN_OUTAGES, office=section.pk)
    assert may(who, Deed.RUN_OUTAGES, feeders=[line.pk])
    assert not may(who, Deed.RUN_OUTAGES, office=beside.pk)
    assert not may(who, Deed.RUN_OUTAGES, office=company.pk)
    assert [deed for deed in Deed if may(who, deed)] == [Deed.RUN_OUTAGES]


def test_whoever_lets_systems_in_may_all_that_a_system_may() -> None:
    assert TABLE[Deed.MANAGE_SYSTEMS].roles == LEADING
    assert set(DEEDS) == set(Purpose)
    assert all(TABLE[deed].roles >= LEADING for deed in DEEDS.values())


def test_no_table_and_no_entry_holds_a_key(section: Office) -> None:
    key = build.key_of(build.system(section))
    secret = key.split("_", 2)[2]

    kept = json.dumps([*SystemKey.objects.values(), *Entry.objects.values("deed", "record", "detail")], default=str)

    assert len(secret) >= 43
    assert secret not in kept
    assert list(Entry.objects.order_by("id").values_list("deed", flat=True)) == ["system.let_in", "system.key_given"]


def test_its_last_use_is_kept_to_the_minute(section: Office) -> None:
    key = build.key_of(build.system(section))

    for seconds in (0, 30, 90):
        systems.key_shown(key, at=NOON + timedelta(seconds=seconds))

    assert SystemKey.objects.get().used_at == NOON + timedelta(seconds=90)


@pytest.mark.parametrize("name", ["", "x", "SCADA", "sca da", "स्काडा", "9scada", "a" * 41, "system:x"])
def test_a_name_is_plain(section: Office, name: str) -> None:
    with pytest.raises(systems.NotAName):
        systems.let_in(name=name, office=section, purposes=["outages.read"], at=NOON, by="chief")
    with pytest.raises(IntegrityError), transaction.atomic():
        System.objects.create(name=name, office=section, purposes=["outages.read"], at=NOON, by="chief")


@pytest.mark.parametrize("purposes", [[], ["everything"]])
def test_it_is_for_something_on_the_list(section: Office, purposes: list[str]) -> None:
    with pytest.raises(systems.NoPurpose):
        systems.let_in(name="scada", office=section, purposes=purposes, at=NOON, by="chief")


@pytest.mark.parametrize("lasts", [timedelta(0), -YEAR, 3 * YEAR])
def test_no_key_is_over_already_or_for_ever(section: Office, lasts: timedelta) -> None:
    made = build.system(section)

    with pytest.raises(Refusal):
        systems.give_system_key(system=made.pk, until=NOON + lasts, at=NOON, by="chief")
