"""A name is known in either script, by customary spellings, with titles and without, and by a slip of the finger."""

from __future__ import annotations

import pytest

from bijlisetu.consumers.models import Consumer, NameWord
from bijlisetu.consumers.names import readings_of, words_of
from bijlisetu.plumbing.database.sql import execute, rows
from tests import build

pytestmark = pytest.mark.django_db

#: What is one word to those who say it.
ONE_WORD = [
    ("रमेश", "Ramesh"), ("कमला", "Kamla"), ("विश्वनाथ", "Vishwanath"), ("शांति", "शान्ति", "Shanti", "Shaanti"),
    ("ज़ाकिर", "जाकिर", "Zakir", "Jakir"), ("दीपक", "Deepak", "Dipak"), ("लक्ष्मी", "Laxmi", "Lakshmi", "Lakshmee"),
    ("संपत", "सम्पत", "Sampat"), ("जय", "जै", "Jai", "Jay"), ("ज्ञान", "Gyan", "Gyaan"), ("फूल", "फ़ूल", "Phool", "Ful"),
    ("सिंह", "Singh", "सिंघ"), ("मिश्रा", "मिश्र", "Mishra", "Misra"), ("पाण्डेय", "पांडे", "Pandey", "Pande"),
    ("चौधरी", "Chaudhari", "Choudhary"), ("मो", "Md", "Mohd", "Mohammad", "Mohamad"), ("Kr", "कुमार", "Kumar"),
    ("Km", "कु", "कुमारी", "Kumari"), ("शेख़", "Sheikh", "Shaikh"), ("गौड़", "गौर", "Gaur"), ("आर", "R"), ("गाँव", "Gaon"),
    ("Ehsan", "Ahsan", "Ihsan"), ("Rehman", "Rahman", "Rehmaan"), ("Avtar", "Autar", "अवतार", "औतार"),
    ("क़ुरैशी", "कुरैशी", "Qureshi", "Kureshi"), ("प्रिया", "Priya", "Priyaa"), ("वर्मा", "Varma"), ("छोटू", "Chhotu", "Chotu"),
]  # fmt: skip


COPIED = """
INSERT INTO consumers_consumer (account, name, address, feeder_id, book, pole, tariff, supply_type, load_unit,
                                meter_number, imported_at, changed_at)
SELECT 'copied', 'Somra', '', feeder_id, '', '', '', '', '', '', now(), now() FROM consumers_consumer
"""


def in_latin(word: str) -> str:
    return str(rows("SELECT consumers_word_in_latin(lower(%(word)s))", word=word)[0][0])


@pytest.mark.parametrize("spellings", ONE_WORD, ids=lambda one: one[-1])
def test_one_word_sounds_the_same_in_all_its_spellings(spellings: tuple[str, ...]) -> None:
    assert len({in_latin(word) for word in spellings}) == 1, [in_latin(word) for word in spellings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sita", "Sunita"),
        ("राम", "श्याम"),
        ("Mohan", "Mahesh"),
        ("गीता", "Rita"),
        ("उमा", "Asha"),
        ("Kamal", "Kamla"),
        ("Neha", "Naha"),
    ],
)
def test_different_names_sound_different(one: str, other: str) -> None:
    assert in_latin(one) != in_latin(other)


def test_what_stands_beside_a_name_is_not_asked_for() -> None:
    assert words_of("श्रीमती आशा देवी पत्नी राम") == ["आशा", "देवी", "राम"]
    assert words_of("M/s D'Souza & Sons") == ["dsouza", "sons"]
    assert words_of("Manju Shree") == ["manju", "shree"]
    assert words_of("Shri") == ["shri"]


def test_the_words_of_a_name_are_listed_however_it_came_in() -> None:
    one = build.consumer()
    Consumer.objects.filter(pk=one.pk).update(name="बुधनी Budhni s/o Ravi-Kant 12")
    execute(COPIED)

    listed = set(NameWord.objects.values_list("word", flat=True))

    assert listed >= {"बुधनी", "budhni", "ravi", "kant", "somra"}
    assert listed.isdisjoint({"s", "o", "12", "s/o"})


def test_a_word_is_read_as_two_and_two_as_one_where_names_know_them() -> None:
    build.consumer(name="Ram Chandra")
    build.consumer(name="Shivkumar")

    parted = [list(map(set, one.words)) for one in readings_of("रामचंद्र")]
    joined = [list(map(set, one.words)) for one in readings_of("शिव कुमार")]

    assert [{"राम", "ram"}, {"चंद्र", "chandra"}] in parted
    assert [{"शिवकुमार", "shivkumar"}] in joined
    assert len(readings_of("रामप्रताप")) == 1
