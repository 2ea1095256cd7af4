"""Standards and categories as files: what is wrong with one is said with its line; every category has a limit."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.complaints.categories import BadCategories, categories, meant, read, tokens_of
from bijlisetu.complaints.lists import Area, area_of
from bijlisetu.complaints.standards import reading
from bijlisetu.complaints.standards.reading import BadStandards, faults, row_for, standard_for
from bijlisetu.editions.faults import MISSING, UNASKED
from bijlisetu.values import Language

ROW = """[[rows]]
category = "FUSE"
urban = 4
rural = 8
counts = "hours"
rupees_a_day = 0
begins_on = 2020-01-01
source = "here"
"""


@pytest.mark.parametrize("utility", [*reading.names(), "elsewhere"])
@pytest.mark.parametrize("area", list(Area))
def test_every_category_has_a_limit_everywhere_and_always(utility: str, area: Area) -> None:
    for code in categories():
        for on in (date(1999, 1, 1), date(2026, 11, 28), date(2040, 1, 1)):
            standard = standard_for(utility=utility, category=code, area=area, on=on)
            assert standard.limit > 0
            assert len(standard.shares) == 5


def test_each_row_of_every_file_has_source_and_date() -> None:
    rows = [row for name in reading.names() for row in reading.of_file(name).rows]

    assert len(rows) > 25
    assert all(row.source and row.begins_on for row in rows)


def test_the_later_row_holds_from_its_day() -> None:
    text = ROW + ROW.replace("2020-01-01", "2026-06-01").replace("urban = 4", "urban = 3")
    found = reading.read("x", text).rows

    assert [row.limits[Area.URBAN] for row in found] == [4, 3]
    assert (
        row_for(utility="uppcl", category="DTR", on=date(2026, 1, 1)).name(Area.RURAL) == "uppcl/DTR/rural/2020-02-17"
    )


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ('category = "FUSE"', 'category = "TEA"', 2, reading.NO_CATEGORY),
        ("urban = 4", "urban = 0", 3, reading.NO_LIMIT),
        ("urban = 4", "urban = true", 3, reading.NO_LIMIT),
        ("rural = 8", 'rural = "8"', 4, reading.NO_LIMIT),
        ('counts = "hours"', 'counts = "weeks"', 5, reading.NO_COUNTS),
        ("rupees_a_day = 0", "rupees_a_day = -1", 6, reading.NO_RUPEES),
        ("begins_on = 2020-01-01", 'begins_on = "2020"', 7, reading.NO_DAY),
        ("begins_on = 2020-01-01", "begins_on = 2020-01-01T10:00:00", 7, reading.NO_DAY),
        ('source = "here"', 'source = " "', 8, reading.NO_SOURCE),
        ('source = "here"\n', "", 1, MISSING),
        ('source = "here"', 'source = "here"\ntea = 1', 9, UNASKED),
        ('source = "here"', 'source = "here"\nsource_hi = 1', 9, reading.NO_SOURCE),
        (ROW, ROW + ROW, 10, reading.TWICE),
        (ROW, "shares = [1, 0.5, 2, 3, 4]\nshares_source = 'x'\nshares_on = 2026-01-01\n" + ROW, 1, reading.NO_SHARES),
        (ROW, "tea = 1\n" + ROW, 1, UNASKED),
        (ROW, "", 1, MISSING),
    ],
)
def test_what_is_wrong_with_standards_is_said_with_its_line(wrong: str, right: str, line: int, words: str) -> None:
    found = faults(ROW.replace(wrong, right))

    assert (line, words) in [(fault.line, fault.words) for fault in found]
    with pytest.raises(BadStandards):
        reading.read("x", ROW.replace(wrong, right))


def test_where_a_limit_stands_is_said_in_both_languages() -> None:
    sources = [row.source for name in reading.names() for row in reading.of_file(name).rows]

    assert [one for one in sources if one[Language.HINDI] == one[Language.ENGLISH]] == []


def test_a_department_may_write_where_it_stands_in_one_language() -> None:
    (row,) = reading.read("x", ROW).rows

    assert set(row.source.values()) == {"here"}


def test_the_common_file_names_every_category() -> None:
    shares = "shares = [0.5, 1, 1.5, 2, 3]\nshares_source = 'x'\nshares_on = 2026-01-01\n"

    assert {fault.words for fault in faults(shares + ROW, is_common=True)} == {reading.NO_ROW}


LISTED = """[words]
BILL = "bill"
[[categories]]
code = "OTHER"
group = "other"
hi = "कुछ और"
en = "Something else"
says = ["{BILL}"]
"""


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('code = "OTHER"', 'code = "other"'), ('group = "other"', 'group = "tea"'), ("{BILL}", "{TEA}"),
        ('en = "Something else"', 'en = ""'), ('en = "Something else"', f'en = "{"x" * 41}"'), ("{BILL}", "bill"),
        ('says = ["{BILL}"]', ""), ('BILL = "bill"', 'BILL = "Bill"'), ('BILL = "bill"', 'BILL = ""'),
        ("OTHER", "SOMETHING"), ("[words]", "[word]"), ('says = ["{BILL}"]', 'says = ["{BILL}"]\nis_emergency = 1'),
        ("[[categories]]", "[[[categories"), ("{BILL}", "!{BILL}"),
        ('says = ["{BILL}"]', 'says = ["{BILL}"]\nis_of_now = 1'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_categories_is_refused(wrong: str, right: str) -> None:
    assert list(read(LISTED)) == ["OTHER"]
    with pytest.raises(BadCategories):
        read(LISTED.replace(wrong, right))


def test_the_list_has_what_people_complain_of_and_one_emergency() -> None:
    assert {"SUP-OFF", "BILL-WRONG", "CONTACT-NUMBER", "SAFETY", "OTHER"} <= categories().keys()
    assert [one.code for one in categories().values() if one.is_emergency] == ["SAFETY"]


@pytest.mark.parametrize(
    ("supply", "area"),
    [("rural", Area.RURAL), ("Tehsil", Area.RURAL), ("urban", Area.URBAN), ("ipds", Area.URBAN), ("", Area.URBAN)],
)
def test_where_nobody_knows_the_shorter_limit_holds(supply: str, area: Area) -> None:
    assert area_of(supply) is area


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("light nahi aa rahi hai", "SUP-OFF"), ("no light since morning", "SUP-OFF"), ("बिजली नहीं आ रही", "SUP-OFF"),
        ("pure mohalle me light nahi hai", "SUP-OFF-AREA"), ("power cut", "SUP-OFF"), ("batti gul hai", "SUP-OFF"),
        ("light aa gayi thanks", ""), ("bill bahut zyada aaya hai", "BILL-WRONG"), ("bill galat hai", "BILL-WRONG"),
        ("bijli ka bill nahi mila", "BILL-NOT-RECEIVED"), ("मीटर जल गया", "METER-BURNT"), ("taar toot gaya", "SAFETY"),
        ("wire down near school", "SAFETY"), ("khamba gir gaya", "SAFETY"), ("low voltage", "VOLT-LOW"),
        ("mera number update nahi hai", "CONTACT-NUMBER"), ("my number is not updated", "CONTACT-NUMBER"),
        ("paisa jama kiya bill me nahi dikh raha", "PAYMENT-NOT-POSTED"), ("transformer jal gaya", "DTR"),
        ("namaste", ""), ("shikayat", "OTHER"), ("ok thanks", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_message_is_of_the_category_that_its_words_say(words: str, code: str) -> None:
    found = meant(tokens_of(words))

    assert (found.code if found else "") == code
