from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bijlisetu.simulator.district.profiles import PROFILES
from bijlisetu.simulator.district.truth import COLUMNS, NoTruth, TruthRow, own_mobiles, read_truth
from bijlisetu.values import Email, Mobile, NotAMobile
from tests.simulator.district.district_folder import District, Make

ROW = TruthRow("3000000007", "mobile", "6001234567", True, True, True, False, False, True, False)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((",".join(COLUMNS), *lines)) + "\n", encoding="utf-8")
    return path


def test_a_row_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path / "truth.csv", ",".join(ROW.as_line()))

    assert list(read_truth(path)) == [ROW]


@pytest.mark.parametrize(
    "line", ["3000000007,mobile", "3000000007,fax,1,no,no,no,no,no,no,no", "1,email,a,y,n,n,n,n,n,n"]
)
def test_a_malformed_row_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    path = write(tmp_path / "truth.csv", ",".join(ROW.as_line()), line)

    with pytest.raises(NoTruth, match=r"truth\.csv, line 3"):
        list(read_truth(path))


def test_another_file_is_no_truth(tmp_path: Path) -> None:
    (tmp_path / "bills.csv").write_text("ACCT_ID\n", encoding="utf-8")

    with pytest.raises(NoTruth, match="first line"):
        list(read_truth(tmp_path / "bills.csv"))


def test_a_missing_file_is_no_truth(tmp_path: Path) -> None:
    with pytest.raises(NoTruth, match="cannot be read"):
        own_mobiles(tmp_path / "truth.csv", [])


def test_a_visit_finds_the_working_number_that_is_not_on_file(district: Make) -> None:
    noida = district("noida")
    missing = [row["account"] for row in noida.consumers if not row["mobile"]]

    found = own_mobiles(noida.folder / "truth.csv", missing)

    assert len(missing) * 0.8 < len(found) < len(missing)
    assert set(found) <= set(missing)
    assert not set(found.values()) & set(noida.accounts_on_number)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(PROFILES)), st.integers(1, 2_000), st.integers(0, 10_000))
@example("sonbhadra", 3_000, 1)
@example("noida", 3_000, 1)
@example("dhanbad", 3_000, 1)
def test_the_truth_keeps_its_promises(district: Make, profile: str, consumers: int, seed: int) -> None:
    made = district(profile, consumers=consumers, seed=seed)

    each_row_is_possible(made)
    file_and_truth_agree(made)
    each_number_is_one_phone(made)
    stale_records_have_no_mailbox(made)
    each_reader_stands_on_forty_accounts(made, readers=int(consumers >= 500))


def each_row_is_possible(made: District) -> None:
    for row in made.truth:
        assert row.works or not (row.whatsapp or row.reads)
        assert not row.objects or (row.works and row.reads and not row.belongs)
        assert not row.confirms or (row.works and row.reads and row.belongs)
        assert row.on_file or (row.kind == "mobile" and row.works and row.belongs)


def file_and_truth_agree(made: District) -> None:
    mobiles = {row["account"]: row["mobile"] for row in made.consumers}
    mailboxes = {row["account"]: row["mailbox"] for row in made.consumers}
    for row in made.truth:
        if row.kind == "email":
            assert Email.parse(mailboxes[row.account]).mailbox == row.address
        elif row.on_file:
            assert Mobile.parse(mobiles[row.account]).digits == row.address
        else:
            assert Mobile.parse(row.address).digits == row.address
    for account in mobiles.keys() - made.on_file.keys():
        with pytest.raises(NotAMobile):
            Mobile.parse(mobiles[account])


def each_number_is_one_phone(made: District) -> None:
    facts = defaultdict(set)
    accounts = defaultdict(list)
    for row in made.truth:
        facts[row.address].add((row.works, row.whatsapp, row.reads))
        accounts[row.address].append(row.account)
    assert all(len(known) == 1 for known in facts.values())
    for on_one in accounts.values():
        assert len({account[-4:] for account in on_one}) == len(on_one)


def stale_records_have_no_mailbox(made: District) -> None:
    with_mailbox = {row.account for row in made.truth if row.kind == "email"}
    assert not any(row.account in with_mailbox for row in made.on_file.values() if not row.belongs)


def each_reader_stands_on_forty_accounts(made: District, *, readers: int) -> None:
    many = {number: count for number, count in made.accounts_on_number.items() if count > 4}
    assert list(many.values()) == [40] * readers
    assert not any(row.objects for row in made.truth if row.address in many)
