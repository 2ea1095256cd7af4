"""Columns of utilities: read by the mapping's words, joined where it says so, and named in no line of Python."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import bijlisetu
from bijlisetu.plumbing.files.mapping import Layout, WrongColumns, layout, picker

PACKAGE = Path(bijlisetu.__file__).parent
FILES = [*PACKAGE.glob("*/mappings/*.toml"), *PACKAGE.glob("simulator/district/billing_systems/*.toml")]
LIKE_A_COLUMN = re.compile(r"\b[A-Z]+(?:_[A-Z0-9]+)+\b")
HERE = Path("export.csv")


def in_two_parts() -> Layout:
    text = {"columns": {"account": ["OFFICE", "NUMBER"], "name": "NAME"}, "required": ["account"]}
    return layout(text, name="test", fields=("account", "name"))


def columns() -> set[str]:
    """Return every column that a file of a utility names."""
    texts = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES]
    mapped = [_flat([*text.get("columns", {}).values(), *text.get("history", [])]) for text in texts]
    charged = [
        {item["column"] for group in ("charges", "dues") for item in text.get(group, {}).values()} for text in texts
    ]
    exported = [{*text.get("consumers", {}), *text.get("bills", {})} for text in texts]
    return set().union(*mapped, *charged, *exported)


def _flat(named: list[str | list[str]]) -> set[str]:
    return {column for one in named for column in (one if isinstance(one, list) else [one])}


def words_of(file: Path) -> Iterator[str]:
    """Yield the strings of a file, and the words in them that look like columns."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from LIKE_A_COLUMN.findall(node.value)


#: They speak of the NAME of a database, as Django's settings do.
DJANGOS = ("settings.py", "backup.py")


def test_no_python_file_names_a_column_of_a_utility() -> None:
    known = columns()
    # A migration tells of the columns of its day; the settings' NAME is Django's, of a database.
    files = [file for file in PACKAGE.rglob("*.py") if file.parent.name != "migrations" and file.name not in DJANGOS]
    # The simulated bank is the other side: it writes the files that our mappings read.
    files.remove(PACKAGE / "simulator" / "bank" / "files.py")

    named = {(file.name, word) for file in files for word in words_of(file) if word in known}

    assert len(known) > 100
    assert named == set()


def test_a_field_in_two_columns_is_joined() -> None:
    pick = picker(in_two_parts().places(["NAME", "OFFICE", "NUMBER"], path=HERE), ("account", "name"))

    assert list(pick(["कविता नमूना", " 2101 ", "TN0007"])) == ["2101-TN0007", "कविता नमूना"]


@pytest.mark.parametrize(("cells", "account"), [(["", "", ""], ""), (["", "", "TN0007"], "-TN0007")])
def test_a_field_of_which_a_part_is_blank_is_not_taken_for_whole(cells: list[str], account: str) -> None:
    pick = picker(in_two_parts().places(["NAME", "OFFICE", "NUMBER"], path=HERE), ("account", "name"))

    assert pick(cells)[0] == account


def test_the_part_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("NAME,NUMBER\n")

    with pytest.raises(WrongColumns, match="lacks the column OFFICE;"):
        in_two_parts().places(["NAME", "NUMBER"], path=path)


@pytest.mark.parametrize(
    "written", ["FIRST NAME", "First Name", "first-name", "FIRST.NAME.", "FIRSTNAME", "first_name "]
)
def test_a_column_is_known_by_its_letters(written: str) -> None:
    text = {"columns": {"account": "NUMBER", "name": "FIRST_NAME"}, "required": ["account"]}
    named = layout(text, name="test", fields=("account", "name"))

    assert named.places(["NUMBER", written], path=HERE) == {"account": 0, "name": 1}


def test_of_two_columns_that_may_be_meant_neither_is_taken() -> None:
    text = {"columns": {"account": "NUMBER", "name": "FIRST_NAME"}, "required": ["account"]}
    named = layout(text, name="test", fields=("account", "name"))

    with pytest.raises(WrongColumns, match="no column FIRST_NAME, and it is not clear what FIRST NAME, FIRST-NAME"):
        named.places(["NUMBER", "FIRST NAME", "FIRST-NAME"], path=HERE)
    assert named.places(["NUMBER", "FIRST NAME", "FIRST_NAME"], path=HERE) == {"account": 0, "name": 2}


def test_a_column_that_may_be_two_of_ours_is_not_taken() -> None:
    text = {"columns": {"account": "A_B", "name": "AB"}, "required": []}
    named = layout(text, name="test", fields=("account", "name"))

    with pytest.raises(WrongColumns, match="not clear what A B stands for"):
        named.places(["A B"], path=HERE)
