from __future__ import annotations

from pathlib import Path

import pytest

from bijlisetu.simulator.people.truth import SOMEBODY, Truth, TruthUnreadable
from tests.simulator.carriers_world import DEAD, OWNER, row, write_truth


def test_a_number_is_known_with_and_without_the_country_code(tmp_path: Path) -> None:
    truth = Truth.read(write_truth(tmp_path), kind="mobile")

    assert (
        truth.person(OWNER[1], "1234") == truth.person(f"91{OWNER[1]}", "1234") == (True, True, True, True, False, True)
    )
    assert truth.person(DEAD[1], "3456").works is False


def test_the_readers_number_is_another_person_to_each_account(tmp_path: Path) -> None:
    rows = [
        row("380000001111", "9811100009", "works", "belongs", "confirms"),
        row("380000000222", "9811100009", "works"),
    ]
    truth = Truth.read(write_truth(tmp_path, rows), kind="mobile")

    assert truth.person("9811100009", "1111").confirms
    assert not truth.person("9811100009", "0222").belongs


def test_a_text_about_no_known_account_finds_the_phone_but_no_ties(tmp_path: Path) -> None:
    truth = Truth.read(write_truth(tmp_path), kind="mobile")

    person = truth.person(OWNER[1], "9999")
    assert person.works
    assert person.whatsapp
    assert not person.belongs
    assert not person.confirms


def test_who_is_asked_without_an_account_answers_for_any_of_theirs(tmp_path: Path) -> None:
    rows = [
        row("380000001111", "9811100009", "works", "objects"),
        row("380000002222", "9811100009", "works", "belongs", "confirms"),
        row("380000003333", "9811100010", "works", "objects"),
        row("380000004444", "9811100011", "works"),
    ]
    truth = Truth.read(write_truth(tmp_path, rows), kind="mobile")

    owner, stranger, silent = (truth.person(number, "") for number in ("9811100009", "9811100010", "9811100011"))

    assert (owner.belongs, owner.confirms, owner.objects) == (True, True, False)
    assert (stranger.belongs, stranger.objects) == (False, True)
    assert (silent.belongs, silent.confirms, silent.objects) == (False, False, False)


def test_an_address_the_truth_is_silent_about_is_somebody_who_takes_everything(tmp_path: Path) -> None:
    path = write_truth(tmp_path)

    assert Truth.read(path, kind="mobile").person("9800000000", "1234") == SOMEBODY
    assert Truth.read(path, kind="email").person("a@b.example", "") == SOMEBODY


def test_a_mailbox_is_known_in_any_case(tmp_path: Path) -> None:
    path = write_truth(tmp_path, [row("380000001111", "Ravi@b.example", "works", "reads", kind="email")])

    assert Truth.read(path, kind="email").person("ravi@B.example", "").reads
    assert len(Truth.read(path, kind="mobile")) == 0


@pytest.mark.parametrize("text", ["", "account,kind\n", "not\x00 a table"])
def test_what_is_no_truth_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(text)

    with pytest.raises(TruthUnreadable, match=r"truth\.csv"):
        Truth.read(path, kind="mobile")


def test_a_row_that_makes_no_sense_is_named_by_its_line(tmp_path: Path) -> None:
    path = write_truth(tmp_path, [row(*OWNER), "380000001111,mobile,not a number,yes,yes,yes,yes,yes,no,no"])

    with pytest.raises(TruthUnreadable, match="line 3"):
        Truth.read(path, kind="mobile")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TruthUnreadable, match="cannot be read"):
        Truth.read(tmp_path / "none.csv", kind="mobile")
