from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.district import write_district
from bijlisetu.simulator.district.files import write_bad_file
from bijlisetu.simulator.district.homes.feeders import COLUMNS as NETWORK_COLUMNS
from bijlisetu.simulator.district.homes.numbers import DEVANAGARI
from bijlisetu.simulator.district.profiles import PROFILES
from bijlisetu.values import Mobile, NotAMobile
from tests.simulator.district.district_folder import Make

FILES = ("consumers.csv", "bills.csv", "network.csv", "truth.csv", "homes.csv", "workers.csv")
NEXT_MONTH = date(2026, 12, 22)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def share(marks: Iterable[bool]) -> float:
    answers = list(marks)
    return sum(answers) / len(answers)


def write(folder: Path, **choices: object) -> None:
    usual: dict[str, object] = {
        "circle": "EDC SONBHADRA",
        "consumers": 10,
        "seed": 1,
        "profile": "sonbhadra",
        "network": None,
        "bill_date": date(2026, 11, 22),
    }
    write_district(folder, **{**usual, **choices})  # type: ignore[arg-type]


def test_the_same_seed_writes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from bijlisetu.simulator.district import write_district;"
        "write_district(Path(sys.argv[1]), circle='ESC DHANBAD', consumers=1500, seed=7, profile='dhanbad',"
        " network=None, bill_date=date(2026, 11, 22))"
    )
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / hash_seed)], env=environment, check=True)

    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_another_seed_writes_another_district(district: Make) -> None:
    one, other = contents(district(seed=1).folder), contents(district(seed=2).folder)

    assert all(one[name] != other[name] for name in FILES if name != "network.csv")


def test_next_month_the_same_people_get_new_bills(district: Make) -> None:
    now, later = contents(district().folder), contents(district(on=NEXT_MONTH).folder)

    assert {name for name in FILES if now[name] != later[name]} == {"bills.csv"}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("consumers", [1, 499, 1_000, 3_000])
def test_the_file_has_as_many_lines_as_asked(profile: str, consumers: int, district: Make) -> None:
    assert len(district(profile, consumers=consumers).lines("consumers.csv")) == consumers


@pytest.mark.parametrize(
    ("profile", "urban", "missing", "good", "devanagari"),
    [
        ("sonbhadra", 0.08, 0.30, 0.49, 0.60),
        ("noida", 0.85, 0.05, 0.83, 0.50),
        ("dhanbad", 0.40, 0.667, 0.283, 0.60),
    ],
)
def test_a_district_is_as_dirty_as_its_profile(
    profile: str, urban: float, missing: float, good: float, devanagari: float, district: Make
) -> None:
    made = district(profile)
    reachable = {row.account for row in made.on_file.values() if row.belongs and row.works}

    assert share(made.is_in_town(row["account"]) for row in made.consumers) == pytest.approx(urban, abs=0.002)
    assert share(not row["mobile"] for row in made.consumers) == pytest.approx(missing, abs=0.005)
    assert share(row["account"] in reachable for row in made.consumers) == pytest.approx(good, abs=0.002)
    assert share(not row["name"].isascii() for row in made.consumers) == pytest.approx(devanagari, abs=0.04)


@pytest.mark.parametrize("profile", PROFILES)
def test_people_behave_as_the_profile_says(profile: str, district: Make) -> None:
    made = district(profile)
    numbers = {row.address: row for row in made.truth if row.kind == "mobile" and row.works and row.belongs}
    town = {row.address: row for row in numbers.values() if made.is_in_town(row.account)}
    village = {row.address: row for row in numbers.values() if not made.is_in_town(row.account)}
    strangers = [row for row in made.on_file.values() if not row.belongs and made.accounts_on_number[row.address] == 1]

    assert share(row.whatsapp for row in town.values()) == pytest.approx(0.75, abs=0.08)
    assert share(row.whatsapp for row in village.values()) == pytest.approx(0.55, abs=0.06)
    assert share(row.reads for row in numbers.values() if row.whatsapp) == pytest.approx(0.60, abs=0.05)
    assert share(row.confirms for row in numbers.values() if row.reads) == pytest.approx(1 / 3, abs=0.06)
    assert share(row.objects for row in strangers) == pytest.approx(0.5, abs=0.25)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_thousand_consumers_need_all_three_channels(profile: str, district: Make) -> None:
    made = district(profile, consumers=1_000)
    good = [row for row in made.on_file.values() if row.works]
    by_phone = {row.account for row in good}

    assert any(row.whatsapp for row in good)
    assert any(not row.whatsapp for row in good)
    assert any(row.kind == "email" and row.works and row.account not in by_phone for row in made.truth)
    assert any(row.kind == "email" and not row.works for row in made.truth)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_form_of_dirt_is_there(profile: str, district: Make) -> None:
    made = district(profile)
    written = [row["mobile"] for row in made.consumers]
    forms = {
        "empty": lambda text: text == "",
        "ten digits": lambda text: len(text) == 10 and text.startswith("600"),
        "country code": lambda text: text.startswith("+91600"),
        "country code and spaces": lambda text: text.startswith("+91 600"),
        "bare country code": lambda text: text.startswith("91600"),
        "trunk zero": lambda text: text.startswith("0600"),
        "spaces": lambda text: text.startswith("600 "),
        "hyphen": lambda text: text.startswith("600") and "-" in text,
        "Devanagari": lambda text: text.startswith("600".translate(DEVANAGARI)),
        "nine digits": lambda text: len(text) == 9,
        "landline": lambda text: text.startswith("05444-2"),
        "not available": lambda text: text == "NA",
        "two numbers run together": lambda text: len(text) == 20,
        **{dummy: dummy.__eq__ for dummy in ("9999999999", "0000000000", "9876543210", "1234567890")},
    }

    assert [name for name, is_form in forms.items() if not any(map(is_form, written))] == []
    assert {2, 3, 4, 40} <= set(made.accounts_on_number.values())
    assert any(not row.works for row in made.on_file.values())
    assert any(row.objects for row in made.on_file.values())


def test_bad_numbers_are_written_as_untidily_as_good_ones(district: Make) -> None:
    made = district("noida")
    written = {row["account"]: row["mobile"] for row in made.consumers}

    untidy = {
        good: share(
            written[row.account] != row.address for row in made.on_file.values() if (row.belongs and row.works) is good
        )
        for good in (True, False)
    }

    assert untidy[True] == pytest.approx(untidy[False], abs=0.08)


@pytest.mark.parametrize("consumers", [1_000, 3_000])
def test_each_kind_of_broken_consumer_is_there(consumers: int, district: Make) -> None:
    made = district(consumers=consumers)
    whole = made.whole("consumers.csv")
    codes = {line[6] for line in made.lines("network.csv")}
    accounts = Counter(row["account"] for row in whole)
    twice = [account for account, count in accounts.items() if account and count == 2]
    names = {row["name"] for row in whole if row["account"] in twice}

    assert len(made.lines("consumers.csv")) - len(whole) == 1
    assert accounts[""] == 1
    assert sum(len(account) == 7 for account in accounts) == 1
    assert sum(row["name"] == "" for row in whole) == 1
    assert sum(row["feeder_code"] not in codes for row in whole) == 1
    assert len(twice) == 1
    assert len(names) == 2


def test_broken_lines_have_no_truth_and_no_bill(district: Make) -> None:
    made = district()
    accounts = {row["account"] for row in made.consumers}

    assert len(accounts) == 3_000 - 6
    assert {row.account for row in made.truth} <= accounts
    assert {row["account"] for row in made.bills} == accounts


def test_each_kind_of_broken_bill_is_there(district: Make) -> None:
    made = district()
    accounts = {row["account"] for row in made.consumers}
    lines, whole = made.lines("bills.csv"), made.whole("bills.csv")

    assert len(lines) == len(accounts) + 6
    assert len(lines) - len(whole) == 1
    assert sum(row["account"] not in accounts for row in whole) == 1
    assert sum(row["payable"].startswith("-") for row in whole) == 1
    assert sum(row["payable"] == "99999999999.00" for row in whole) == 1
    assert sum(row["number"] == "" for row in whole) == 1
    assert sum(row["due_date"] == "23-OCT-26" for row in whole) == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_the_amounts_of_a_bill_add_up(profile: str, district: Make) -> None:
    lines = ("energy", "fixed", "surcharge", "duty", "subsidy", "arrears", "late_fee", "adjustment", "payable")
    for row in district(profile).bills:
        energy, fixed, surcharge, duty, subsidy, arrears, late_fee, adjustment, payable = (
            Decimal(row[name]) for name in lines
        )
        current = payable - arrears - late_fee - adjustment

        assert abs(energy + fixed + surcharge + duty - subsidy - current) <= Decimal("0.50")
        assert current == Decimal(row.get("current", current))
        assert payable >= 0


def test_a_read_bill_bills_the_difference_of_its_readings(district: Make) -> None:
    read = [row for row in district().bills if row["basis"] == "MU"]

    assert all(int(row["current_reading"]) - int(row["previous_reading"]) == int(row["units"]) for row in read)


@pytest.mark.parametrize(
    ("profile", "billed", "due"), [("sonbhadra", "22-NOV-26", "07-DEC-26"), ("dhanbad", "22/11/2026", "02/12/2026")]
)
def test_bills_are_dated_as_the_billing_system_does(profile: str, billed: str, due: str, district: Make) -> None:
    assert {(row["bill_date"], row["due_date"]) for row in district(profile).bills} == {(billed, due)}


def test_a_bill_that_was_not_read_is_an_average(district: Make) -> None:
    guessed = [row for row in district().bills if row["basis"] != "MU"]

    assert {row["remark"] for row in guessed} == {"IDF", "NA", "NR"}
    for row in guessed:
        average = sum(int(row[f"units_{month}"]) for month in (1, 2, 3)) / 3
        assert abs(int(row["units"]) - average) <= 0.5


def test_consumers_hang_on_active_feeders_of_their_own_kind(district: Make) -> None:
    made = district("noida")
    feeders = {line[6]: dict(zip(NETWORK_COLUMNS, line, strict=True)) for line in made.lines("network.csv")}

    for row in made.consumers:
        feeder = feeders[row["feeder_code"]]
        assert feeder["status"] == "active"
        assert (feeder["feeder"], feeder["substation"]) == (row["feeder"], row["substation"])
        assert made.is_in_town(row["account"]) is (feeder["project_area"] not in ("rural", "tehsil"))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_transformer_feeds_a_dozen_to_some_hundreds(profile: str, district: Make) -> None:
    sizes = Counter((row["feeder_code"], row["transformer"]) for row in district(profile).consumers)

    assert 12 <= sum(sizes.values()) / len(sizes) <= 400


def test_lines_come_book_by_book(district: Make) -> None:
    books = [row["book"] for row in district().consumers]

    assert books == sorted(books)


def test_accounts_meters_and_mailboxes_are_nobody_elses(district: Make) -> None:
    rows = district("noida").consumers

    for fact in ("account", "connection_number", "service_number", "meter"):
        assert len({row[fact] for row in rows}) == len(rows)
    mailboxes = [row["mailbox"] for row in rows if row["mailbox"]]
    assert len(set(mailboxes)) == len(mailboxes)
    assert all(mailbox.endswith("@example.in") for mailbox in mailboxes)


def test_the_network_is_the_circle_of_the_list_unchanged(district: Make, tmp_path: Path) -> None:
    again = tmp_path / "again"

    write(again, network=district().folder / "network.csv")

    assert (again / "network.csv").read_bytes() == (district().folder / "network.csv").read_bytes()
    assert len(district().lines("network.csv")) == 124


def test_a_large_district_has_a_reader_to_three_thousand_consumers(district: Make) -> None:
    made = district("noida", consumers=9_000)
    readers = {number for number, count in made.accounts_on_number.items() if count == 40}

    assert len(readers) == 3
    assert readers == {row["reader_mobile"] for row in made.bills}


def test_progress_climbs_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    write(tmp_path, consumers=4_100, on_progress=lambda done, total: told.append((done, total)))

    assert told == [(2_000, 4_100), (4_000, 4_100), (4_100, 4_100)]


def test_the_bad_file_lacks_its_accounts(tmp_path: Path) -> None:
    write(tmp_path, consumers=30)

    with write_bad_file(tmp_path).open(encoding="utf-8", newline="") as file:
        heading, *lines = list(csv.reader(file))
    assert "ACCT_ID" not in heading
    assert len(lines[-1]) < len(heading)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"circle": "EDC ATLANTIS"}, "EDC SONBHADRA"),
        ({"circle": "EDC ATLANTIS"}, "EUDC I NOIDA"),
        ({"profile": "atlantis"}, "dhanbad, noida, sonbhadra"),
        ({"profile": "dhanbad"}, "ESC DHANBAD"),
        ({"consumers": 0}, "1 to 30,00,000"),
        ({"consumers": 3_000_001}, "not 30,00,001"),
        ({"network": Path("nowhere.csv")}, "nowhere.csv cannot be read"),
        ({"network": Path(__file__)}, "no list of feeders"),
    ],
)
def test_a_refusal_says_what_there_is(choices: dict[str, object], words: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=words) as refusal:
        write(tmp_path, **choices)

    assert "\n" not in str(refusal.value)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Refusal, match="cannot be written"):
        write(tmp_path / "file" / "folder")


def test_numbers_of_broken_lines_are_on_no_other_line(district: Make) -> None:
    made = district()
    known = {row.address for row in made.truth}
    accounts = {row["account"] for row in made.consumers}
    broken = [line for line in made.lines("consumers.csv") if line[0] not in accounts]

    assert len(broken) == 5
    assert not {line[6] for line in broken} & known


def test_unusable_forms_stand_in_the_file_and_parse_as_nothing(district: Make) -> None:
    made = district()
    unreadable = [row["mobile"] for row in made.consumers if row["mobile"] and row["account"] not in made.on_file]

    assert unreadable
    for text in unreadable:
        with pytest.raises(NotAMobile):
            Mobile.parse(text)
