"""A person is found by name in either script, however it is customarily spelt, before all who are less alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach import queries
from bijlisetu.reach.queries import finding
from tests import build
from tests.consumers import further_pairs, pairs
from tests.consumers.crowd import crowd

pytestmark = pytest.mark.django_db


def section_of(feeder: Feeder) -> list[int]:
    return [feeder.places.get().section_id]


@pytest.mark.parametrize("asked_for", [pairs.PAIRS, further_pairs.PAIRS], ids=["pairs", "further"])
def test_whoever_is_meant_is_among_the_first_ten_of_a_crowd(asked_for: Sequence[tuple[str, str]]) -> None:
    feeder = build.feeder()
    people = [name for nth, name in enumerate(crowd()) if nth % 7 == 0] + [stored for stored, _ in asked_for]
    Consumer.objects.bulk_create(
        [Consumer(account=f"{nth:09}", name=name, feeder=feeder, imported_at=build.NOON, changed_at=build.NOON)
         for nth, name in enumerate(people)]
    )  # fmt: skip

    missed = [
        (stored, asked)
        for stored, asked in asked_for
        if stored not in [one.name for one in queries.find(asked, offices=section_of(feeder))[:10]]
    ]

    assert len(asked_for) >= 100
    assert len(missed) * 20 <= len(asked_for), missed


def test_a_name_is_found_in_both_scripts_and_as_it_is_written_first() -> None:
    latin = build.consumer(name="Mahesh Pratirup")
    hindi = build.consumer(name="महेश प्रतिरूप", on=latin.feeder)
    build.consumer(name="Mohan Pratirup", on=latin.feeder)

    found = queries.find("महेश", offices=section_of(latin.feeder))

    assert [(one.consumer, one.is_alike) for one in found] == [(hindi.pk, False), (latin.pk, True)]


def test_the_name_alone_comes_before_the_name_with_others_beside_it() -> None:
    father = build.consumer(account="1", name="Meena Namuna s/o Ram Kalpit")
    longer = build.consumer(account="2", name="Ram Lal Kalpit", on=father.feeder)
    meant = build.consumer(account="3", name="राम कल्पित", on=father.feeder)

    found = queries.find("Raam Kalpit", offices=section_of(father.feeder))

    assert [one.consumer for one in found] == [meant.pk, longer.pk, father.pk]


def test_a_part_of_a_later_word_is_found_by_its_beginning() -> None:
    consumer = build.consumer(name="कुमारी शान्ति")

    (found,) = queries.find("Shan", offices=section_of(consumer.feeder))

    assert found.consumer == consumer.pk


def test_one_word_of_three_may_be_wrong_but_not_the_only_one() -> None:
    consumer = build.consumer(name="Rakesh Kumar Namuna")

    (found,) = queries.find("Rakesh Kumar Zzyzx", offices=section_of(consumer.feeder))

    assert found.consumer == consumer.pk
    assert queries.find("Zzyzx", offices=section_of(consumer.feeder)) == ()


@pytest.mark.parametrize("asked", ["R K Namuna", "R. K. Namuna", "RK Namuna", "आर के नमूना", "R Kumar Namuna"])
def test_letters_stand_for_words(asked: str) -> None:
    meant = build.consumer(name="Ram Kumar Namuna")
    for other in ("Shyam Kumar Namuna", "Ram Lal Namuna", "Ram Kumar Kalpit"):
        build.consumer(name=other, on=meant.feeder)

    found = queries.find(asked, offices=section_of(meant.feeder))

    assert found[0].consumer == meant.pk


def test_half_a_word_is_enough_though_its_last_vowel_goes_on() -> None:
    meant = build.consumer(name="विजयलक्ष्मी नमूना")

    assert [one.consumer for one in queries.find("विजय", offices=section_of(meant.feeder))] == [meant.pk]


def test_a_meter_is_asked_of_its_index_and_not_of_one_account_after_the_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    told = {"text": "MTR-12", "limit": 50}
    plan = rows(f"EXPLAIN {finding.FIND.format(scope='true', match=finding.BY_METER)}", **told)

    assert "consumer_by_meter" in "".join(line for (line,) in plan)


def test_people_of_other_offices_are_not_found() -> None:
    ours, theirs = build.consumer(name="Asha Namuna"), build.consumer(name="Asha Namuna")

    assert [one.consumer for one in queries.find("आशा नमूना", offices=section_of(ours.feeder))] == [ours.pk]
    assert ours.feeder != theirs.feeder


@pytest.mark.parametrize("text", ["हहह", "---", "...", "'''", "%%%", "‍‍‍"])
def test_what_has_hardly_a_sound_finds_nobody_by_it(text: str) -> None:
    consumer = build.consumer(name="हरि")

    assert queries.find(text, offices=section_of(consumer.feeder)) == ()


@pytest.mark.parametrize("asked", ["30000 00007", "3000-000-007", "3000000007"])
def test_an_account_is_found_in_the_groups_in_which_it_is_read_out(asked: str) -> None:
    consumer = build.consumer(account="3000000007")

    assert [one.consumer for one in queries.find(asked, offices=section_of(consumer.feeder))] == [consumer.pk]


@pytest.mark.parametrize("asked", ["ram@example.in", "RAM@example.in", "Ram@example.in"])
def test_a_mailbox_is_found_whatever_its_capitals(asked: str) -> None:
    consumer = build.consumer(email="Ram@example.in")

    assert [one.consumer for one in queries.holders(asked, offices=section_of(consumer.feeder))] == [consumer.pk]


def test_feeders_of_one_name_say_their_office_and_those_with_people_come_first() -> None:
    division = build.office("division")
    empty, full = (build.feeder(section=build.office(parent=division)) for _ in range(2))
    Feeder.objects.filter(pk__in=[empty.pk, full.pk]).update(name="FEEDER 10")
    build.consumer(on=full)

    found = queries.feeders("feeder 10", offices=[division.pk])

    assert [(one.id, one.has_people) for one in found] == [(full.pk, True), (empty.pk, False)]
    assert [one.section for one in found] == [one.places.get().section.name for one in (full, empty)]
    assert queries.feeders(empty.code, offices=[division.pk])[0].id == empty.pk


def test_whose_middle_name_the_register_lacks_comes_before_those_of_another_first_name() -> None:
    feeder = build.feeder()
    others = ["Ramesh", "Vijay", "Salim", "Seema", "Asha", "Gita", "Radha", "Suman", "Kiran", "Meena", "Rekha", "Usha"]
    for nth, name in enumerate((*others, "Pushpa")):
        build.consumer(
            account=f"88000000{nth:02}", name=f"{name} {'' if name == 'Pushpa' else 'Kumari '}Devi", on=feeder
        )

    for asked in ("Pushpa Kumari Devi", "पुष्पा कुमारी देवी"):
        assert queries.find(asked, offices=section_of(feeder))[0].name == "Pushpa Devi"
