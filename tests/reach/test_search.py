"""A person is found by name in either script, however it is customarily spelt."""

from __future__ import annotations

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.reach import queries
from tests import build

pytestmark = pytest.mark.django_db

ALIKE = [
    ("शान्ति देवी", "शांति देवी", "Shanti Devi", "santi devi"),
    ("महेश प्रतिरूप", "महेश प्रतिरुप", "Mahesh Pratirup", "Mahesh Pratiroop"),
    ("ज़ाकिर हुसैन", "जाकिर हुसैन", "Zakir Husain", "Jakir Hussain"),
    ("दीपक वर्मा", "दिपक वर्मा", "Deepak Verma", "Dipak Varma"),
    ("आशा सिंह", "आशा सिंह", "Asha Singh", "Aasha Singh"),
    ("लक्ष्मी चौधरी", "लक्ष्मि चौधरी", "Laxmi Choudhary", "Lakshmi Chaudhari"),
    ("गुड्डू सम्पत", "गुडडू संपत", "Guddu Sampat", "guddoo sampat"),
    ("जय कृष्ण मिश्रा", "जै कृष्ण मिश्र", "Jai Krishna Mishra", "Jay Krishan Misra"),
    ("ज्ञान प्रिया", "ज्ञान प्रिया", "Gyan Priya", "Gyaan Priyaa"),
    ("फ़ूल वाटिका प्राइवेट लि.", "फूल वाटिका प्राइवेट लि", "Phool Vatika Private Li.", "Fool Watika Private Lee"),
]  # fmt: skip


def named(name: str, *, on: Feeder | None = None) -> Consumer:
    made = build.consumer(on=on)
    made.name = name
    made.save()
    return made


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda one: one[2])
def test_one_name_sounds_the_same_in_all_its_spellings(spellings: tuple[str, ...]) -> None:
    sounds = [rows("SELECT consumers_name_sound(%(name)s)", name=name)[0][0] for name in spellings]

    assert len(set(sounds)) == 1, sounds


@pytest.mark.parametrize(
    ("one", "other"), [("Sita", "Sunita"), ("राम", "श्याम"), ("Mohan", "Mahesh"), ("गीता", "Rita"), ("उमा", "Asha")]
)
def test_different_names_sound_different(one: str, other: str) -> None:
    ((one_sound, other_sound),) = rows(
        "SELECT consumers_name_sound(%(one)s), consumers_name_sound(%(other)s)", one=one, other=other
    )

    assert one_sound != other_sound


def test_a_name_is_found_in_both_scripts_and_as_it_is_written_first() -> None:
    latin = named("Mahesh Pratirup")
    hindi = named("महेश प्रतिरूप", on=latin.feeder)
    named("Mohan Pratirup", on=latin.feeder)

    found = queries.find("महेश", offices=[latin.feeder.places.get().section_id])

    assert [(one.consumer, one.is_alike) for one in found] == [(hindi.pk, False), (latin.pk, True)]


def test_a_part_of_a_later_word_is_found_by_its_beginning() -> None:
    consumer = named("कुमारी शान्ति")

    (found,) = queries.find("Shan", offices=[consumer.feeder.places.get().section_id])

    assert found.consumer == consumer.pk


@pytest.mark.parametrize("text", ["हहह", "---", "..."])
def test_what_has_hardly_a_sound_finds_nobody_by_it(text: str) -> None:
    consumer = named("हरि")

    assert queries.find(text, offices=[consumer.feeder.places.get().section_id]) == ()
