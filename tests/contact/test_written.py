"""What stands in the cells of an export where numbers and mailboxes belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bijlisetu.contact.written import NO_MORE, mailboxes_in, numbers_in

ONE, TWO = "6003200211", "6003200212"


def numbers(text: str) -> tuple[list[str], list[str]]:
    """Return the numbers without their 91, and the texts that were left."""
    found = numbers_in(text)
    return [value[2:] for value in found.values], [left.text for left in found.left]


@pytest.mark.parametrize(
    "between", ["/", " / ", ",", ", ", ";", " ", "  ", "|", " & ", "\n", "-", " and ", " or ", " या ", " और ", " ::: "]
)
def test_two_numbers_in_a_cell_are_both_kept(between: str) -> None:
    assert numbers(f"{ONE}{between}{TWO}") == ([ONE, TWO], [])


@pytest.mark.parametrize(
    "written",
    ["+91 {0}/+91 {1}", "{0}+91{1}", "{0} alt {1}", "91{0},91{1}", "{0} (son), {1} (self)", "0{0} 0{1}", "{0}/{1}/{0}"],
)
def test_two_numbers_are_kept_however_each_is_written(written: str) -> None:
    assert numbers(written.format(ONE, TWO)) == ([ONE, TWO], [])


def test_two_numbers_in_groups_are_told_apart() -> None:
    assert numbers("60032 00211 60032 00212") == ([ONE, TWO], [])


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        (f"{ONE}/15", [ONE], ["15"]),
        (f"{ONE}, 60032", [ONE], ["60032"]),
        (f"600320021/{TWO}", [TWO], ["600320021"]),
        (f"{ONE}; +65 8123 4567", [ONE], ["+65 8123 4567"]),
        (f"{ONE}/9999999999", [ONE], ["9999999999"]),
        (f"{ONE}, 05444-212345", [ONE, "5444212345"], ["05444-212345"]),
        (f"{ONE} / 0612-2223344", [ONE, "6122223344"], ["0612-2223344"]),
        (f"{ONE} Ramesh", [ONE], [f"{ONE} Ramesh"]),
        (f"{ONE} ext 12", [ONE], [f"{ONE} ext 12"]),
        (f"{ONE} x12", [ONE], [f"{ONE} x12"]),
        (f"+91 {ONE} Extn.: 204", [ONE], [f"+91 {ONE} Extn.: 204"]),
        (f"{ONE}#5, {TWO}", [ONE, TWO], [f"{ONE}#5"]),
        (f"{ONE}+{TWO}", [ONE], [f"+{TWO}"]),
        (f"Ph: 05444-212345, Mob: {TWO}", ["5444212345", TWO], ["05444-212345"]),
    ],
)
def test_what_is_not_taken_beside_a_number_is_told(text: str, kept: list[str], left: list[str]) -> None:
    assert numbers(text) == (kept, left)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE} (son)",
        f"{ONE} wife",
        f"({ONE})",
        f"Mob. {ONE}",
        f"मो. {ONE}",
        f"{ONE} (पुत्र)",
        f"+91/{ONE}",
        f"{ONE}, NA",
        f'"{ONE}"',
        f"{ONE}।",
        f"alt: {ONE}",
    ],
)
def test_words_that_say_whose_it_is_are_no_matter(text: str) -> None:
    assert numbers(text) == ([ONE], [])


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}{TWO}", f"{ONE}-15", f"{ONE} wrong", f"{ONE} (गलत)", f"{ONE} / wrong", f"+971/{ONE}", "60032/00211",
        f"{ONE} 12", "60xxxxxx12", "60032xx5", f"9160000002 11 {ONE}", "6,003,200,211", "NA", "-", "कविता",
        "600320O211", "2026-11-28",
    ],
)  # fmt: skip
def test_what_is_no_number_for_sure_is_told_and_not_taken(text: str) -> None:
    kept, left = numbers(text)

    assert (kept, bool(left)) == ([], True)


@given(some.text(alphabet="0123456789 +-()/,;ERam", min_size=1, max_size=30).filter(str.strip))
def test_of_every_cell_something_is_taken_or_told(text: str) -> None:
    kept, left = numbers(text)

    assert kept or left
    assert all(len(number) == 10 and number.isdigit() for number in kept)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ram@example.in; shyam@example.in", ["ram@example.in", "shyam@example.in"]),
        ("ram@example.in, shyam@example.in", ["ram@example.in", "shyam@example.in"]),
        ("ram@example.in/shyam@example.in", ["ram@example.in", "shyam@example.in"]),
        ("ram@example.in shyam@example.in", ["ram@example.in", "shyam@example.in"]),
        ("ram@example.in; RAM@Example.IN", ["ram@example.in", "RAM@example.in"]),
        ("Ram <ram@example.in>", ["ram@example.in"]),
        ("<ram@example.in>", ["ram@example.in"]),
        ("ram@example.in<mailto:ram@example.in>", ["ram@example.in"]),
        ("mailto:ram@example.in", ["ram@example.in"]),
        ("Email: ram@example.in", ["ram@example.in"]),
        ("ram@example.in (son)", ["ram@example.in"]),
        ("ram@example.in.", ["ram@example.in"]),
        ("'ram@example.in", ["ram@example.in"]),
        ("ram@example.in, NA", ["ram@example.in"]),
    ],
)
def test_mailboxes_are_kept_however_they_are_written(text: str, kept: list[str]) -> None:
    found = mailboxes_in(text)

    assert (found.values, found.left) == (kept, [])


@pytest.mark.parametrize(
    "text",
    [
        "राम@example.in", "ram kumar@example.in", "ram,kumar@example.in", "ram@example,in", "ram@example.i n",
        "ram@@example.in", ".ram@example.in", "ram.@example.in", "ram@example.in <shyam@example.in>", "ram at example",
        "NA", "ram@example",
    ],
)  # fmt: skip
def test_what_may_be_another_mailbox_than_was_meant_is_told_and_not_taken(text: str) -> None:
    found = mailboxes_in(text)

    assert (found.values, [left.text for left in found.left]) == ([], [text])


@pytest.mark.parametrize(
    "text",
    [
        "hari@example.in (wrong)", "hari@example.in (not mine)", "hari@example.in (गलत)", "hari@example.in (CLOSED)",
        "(old) hari@example.in", "wrong <hari@example.in>", "Not in use <hari@example.in>",
    ],
)  # fmt: skip
def test_a_mailbox_that_the_words_beside_it_deny_is_told_and_not_taken(text: str) -> None:
    found = mailboxes_in(f"{text}; sita@example.in")

    assert (found.values, [left.words for left in found.left]) == (["sita@example.in"], [NO_MORE])


@pytest.mark.parametrize(
    "text",
    [
        "6000001029 kisi aur ka", "6000001018 दूसरे का", "6000001032 (someone else)", "6000001033 (incorrect)",
        "6000001034 RONG", "6000001035 no longer", "6000001036 (ported out)", "6000001037 (deceased)",
        "6000001038 मृत", "6000001039 (tenant left)", "6000001040 ex-owner", "STOP 6000000181",
    ],
)  # fmt: skip
def test_a_number_that_the_words_beside_it_deny_is_not_taken(text: str) -> None:
    assert numbers_in(text).values == []
    assert numbers_in(text).left


def test_a_mailbox_beside_one_that_cannot_be_read_is_kept() -> None:
    found = mailboxes_in("ram@example.in; राम@example.in")

    assert (found.values, [left.text for left in found.left]) == (["ram@example.in"], ["राम@example.in"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("test@test.com", "e-mail: a mailbox that nobody reads"),
        ("ram@gmail.con", "e-mail: mistyped, probably gmail.com is meant"),
    ],
)
def test_a_mailbox_that_nobody_reads_or_was_mistyped_is_told_and_the_one_beside_it_kept(text: str, why: str) -> None:
    assert [left.words for left in mailboxes_in(text).left] == [why]
    assert mailboxes_in(text).values == []
    assert mailboxes_in(f"{text}; sita@example.in").values == ["sita@example.in"]
