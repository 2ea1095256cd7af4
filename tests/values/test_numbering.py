"""Numbers as people, telephones and spreadsheets write them; phonenumbers is the judge."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some
from phonenumbers import PhoneNumberType

from bijlisetu.values import Mobile, NotAMobile, numbering

INDIA = 91
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
PREFIXES = (
    "", "0", "91", "+91", "+91 ", "+91-", "(+91)", "(91)", "+91 (0) ", "+91-0-", "0091", "0091 ", "00 91 ", "0091-0-",
    "091", "091-", "0 91 ", "+91 +91 ", "+9191", "+91 0", "９１ ", "＋91 ", "tel:+91-", "Mob. ", "Ph: ", "M-", "मो. ",
)  # fmt: skip
GROUPS = ((10,), (5, 5), (4, 3, 3), (3, 3, 4), (4, 6), (2, 4, 4), (2, 2, 2, 2, 2))
BETWEEN = (" ", "-", ".", "\u2011", "\xa0", "–", " - ")
SCRIPTS = ("0123456789", "०१२३४५६७८९", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯", "௦௧௨௩௪௫௬௭௮௯", "０１２３４５６７８９")
#: Bare numbers of towns with the code before them, as on letterheads.
LANDLINES = ("0612-2223344", "06122223344", "0651 2223344", "0532-2501234", "079-26581234", "080 22212345")

synthetic = some.integers(min_value=1, max_value=9_999_999).map("600{:07}".format)


def taken(text: str) -> str | None:
    try:
        return Mobile.parse(text).digits
    except NotAMobile:
        return None


def judged(text: str) -> phonenumbers.PhoneNumber | None:
    """Return what the judge reads, or nothing if it is no number to it."""
    try:
        read = phonenumbers.parse(text, "IN")
    except phonenumbers.NumberParseException:
        return None
    return read if phonenumbers.is_valid_number(read) else None


@given(
    digits=synthetic,
    prefix=some.sampled_from(PREFIXES),
    groups=some.sampled_from(GROUPS),
    between=some.sampled_from(BETWEEN),
    script=some.sampled_from(SCRIPTS),
    around=some.sampled_from(["{}", " {} ", "\u202a{}\u202c", "{}.0", "'{}", "({})", "\ufeff{}"]),
)
def test_every_usual_writing_of_a_mobile_is_that_mobile(
    digits: str, prefix: str, groups: tuple[int, ...], between: str, script: str, around: str
) -> None:
    cuts = [sum(groups[:place]) for place in range(len(groups) + 1)]
    number = between.join(digits[start:end] for start, end in pairwise(cuts))
    if around == "{}.0":
        number, prefix = digits, "+91"
    text = around.format(prefix + number).translate(str.maketrans("0123456789", script))

    try:
        assert Mobile.parse(text) == Mobile(digits)
    except NotAMobile as fault:
        assert fault.why == "dummy"  # noqa: PT017 - some of those that are made up stand for none


@given(some.text(alphabet="0123456789 +-().E/,x", max_size=18))
def test_no_text_is_taken_for_a_mobile_that_the_judge_reads_otherwise(text: str) -> None:
    digits, read = taken(text), judged(text)
    # The judge skips an E and a decimal point; what those mean is held below.
    if digits is None or read is None or "E" in text or text.strip().endswith(".0") or ".00" in text:
        return

    assert (read.country_code, str(read.national_number)) == (INDIA, digits)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS - {"IN"}))
@pytest.mark.parametrize("kind", [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
def test_no_number_of_another_country_is_taken(region: str, kind: int) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        pytest.skip("the judge knows no such number")
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dialled = phonenumbers.format_out_of_country_calling_number(example, "IN")

    assert [taken(text) for text in (e164, shown, dialled, e164.replace("+", "+ "))] == [None] * 4


def test_what_begins_like_a_mobile_is_one_or_a_landline_as_the_judge_says() -> None:
    chance = random.Random(1)
    numbers = [f"{chance.randrange(6_000_000_000, 10_000_000_000)}" for _ in range(20_000)]
    found = {digits: judged(digits) for digits in numbers}
    mobiles = {digits for digits, read in found.items() if read and phonenumbers.number_type(read) in MOBILE}
    landlines = {
        digits
        for digits, read in found.items()
        if read and phonenumbers.number_type(read) == PhoneNumberType.FIXED_LINE
    }

    assert [digits for digits in mobiles if taken(digits) != digits] == []
    assert [digits for digits in landlines if taken(digits)] == []
    assert len(mobiles) > 5_000
    assert len(landlines) > 100


@pytest.mark.parametrize("text", LANDLINES)
def test_the_number_of_a_town_is_no_mobile(text: str) -> None:
    with pytest.raises(NotAMobile) as refused:
        Mobile.parse(text)

    assert refused.value.why == "landline"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("6.000000121E9", "6000000121"),
        ("6.00000012E9", "6000000120"),
        ("6.00000012e9", "6000000120"),
        ("+6.000000121E+09", "6000000121"),
        ("9.16000000122E11", "6000000122"),
        ("9.1600000012E11", "6000000120"),
        ("६.००००००१२१E९", "6000000121"),
        ("6000000125.0", "6000000125"),
        ("916000000125.00", "6000000125"),
    ],
)
def test_a_number_that_was_a_figure_for_a_while_is_read_to_its_last_digit(text: str, digits: str) -> None:
    assert Mobile.parse(text) == Mobile(digits)


@pytest.mark.parametrize(
    "text",
    [
        "9.1600001E11", "9.16E+11", "9.16E11", "6.0E9", "6E+09", "6.0000001E9", "6.00000012E+09", "6.0000001234E9",
        "6.00000051E9",  # a float of 32 bits
        "6.000000121E10", "6.000000121E-9", "6.000000121E", "E6000000121",
    ],
)  # fmt: skip
def test_a_number_that_was_rounded_is_no_number(text: str) -> None:
    assert taken(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "600000012.0", "60000001.21", "6000000121.5", "-6000000110", "6,000,000,121", "+6000000121", "006000000121",
        "+65 8123 4567", "+971 50 123 4567", "1-600-000-0121", "91+6000000121", "60000*0121", "60xxxxxx21",
        "600000O121", "6000000121 ext 12", "6000000121#", "=6000000121", "600000012²", "919160000001", "+91 1800 111",
    ],
)  # fmt: skip
def test_a_number_with_a_mark_that_is_not_understood_is_refused(text: str) -> None:
    assert taken(text) in (None, "9160000001")


@given(some.from_regex(numbering.USUAL, fullmatch=True))
def test_what_is_usual_is_what_the_rules_say(text: str) -> None:
    labelled = f"Mob: {text}"

    assert not numbering.USUAL.fullmatch(labelled)
    assert numbering.ten_digits(text) == numbering.ten_digits(labelled)


@given(some.from_regex(re.compile(r"[678]\d{9}", re.ASCII), fullmatch=True))
def test_the_first_five_digits_say_whether_it_is_a_landline(digits: str) -> None:
    assert numbering.is_landline(digits) == bool(numbering.LANDLINE.fullmatch(digits))
