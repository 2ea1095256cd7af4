"""SQL obeys the contracts that imports obey: no room's statement names a table, view or function of a floor above."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.apps import apps

import bijlisetu

SOURCE = Path(bijlisetu.__file__).parent
CONTRACTS = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MADE = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+|UNLOGGED\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW|FUNCTION)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)",
    re.IGNORECASE,
)

#: Statements that go round a contract, each with its reason. One that is mended must leave the list.
KNOWN = {
    ("billing/telling/gates.py", "outbox_notice"): "a gate compares the amounts of a run's notices with last month's",
    (
        "billing/telling/revising.py",
        "outbox_notice",
    ): "bills that stand are compared with what was said of them, in one statement",
    (
        "billing/telling/untold.py",
        "outbox_notice",
    ): "bills that changed since they were told are found in one statement",
    ("billing/imports/undoing.py", "outbox_notice"): "bills that somebody was told of are found in one statement",
    ("billing/imports/undoing.py", "outbox_attempt"): "and so are those of which a message has left",
    ("contact/health/actions.py", "outbox_attempt"): "what tries say against an address is gathered in one statement",
    ("contact/health/guarding.py", "outbox_attempt"): "the guard counts how many addresses failed on a day",
}


class Named(NamedTuple):
    """A table, view or function that a room's file names in a string."""

    room: str
    file: str
    table: str


def floors() -> dict[str, int]:
    """Return the height of each room above the ground, as the import contract has it."""
    (layers,) = (contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
    return {room.strip(): height for height, line in enumerate(reversed(layers)) for room in line.split("|")}


def strings(path: Path) -> Iterator[str]:
    """Yield what the file writes in quotes, its docstrings aside."""
    tree = ast.parse(path.read_text())
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value


def owners() -> dict[str, str]:
    """Return the room of every table of a model, and of every view, function and table made in a migration."""
    owned = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
    for path in SOURCE.glob("*/migrations/*.py"):
        for text in strings(path):
            owned.update(dict.fromkeys(MADE.findall(text), path.relative_to(SOURCE).parts[0]))
    return {table: room for table, room in owned.items() if room in floors()}


@cache
def named() -> list[Named]:
    """Return every table of a room that the house's strings name."""
    owned = owners()
    table = re.compile(rf"\b({'|'.join(map(re.escape, owned))})\b")
    files = {path: path.relative_to(SOURCE) for path in sorted(SOURCE.glob("*/**/*.py"))}
    return sorted(
        {
            Named(file.parts[0], str(file), found)
            for path, file in files.items()
            for text in strings(path)
            for found in table.findall(text)
        }
    )


def test_no_statement_names_a_table_of_a_floor_above() -> None:
    height, owned = floors(), owners()

    above = [one for one in named() if owned[one.table] != one.room and height[owned[one.table]] >= height[one.room]]

    assert above == []


def test_models_closed_to_imports_are_closed_to_statements() -> None:
    owned = owners()

    around = {
        (one.file, one.table)
        for contract in CONTRACTS
        if contract["type"] == "forbidden"
        for one in named()
        if f"bijlisetu.{one.room}" in contract["source_modules"]
        and f"bijlisetu.{owned[one.table]}.models" in contract["forbidden_modules"]
    }

    assert around == set(KNOWN)


def test_a_table_in_a_statement_is_found() -> None:
    assert Named("watch", "watch/lanes.py", "outbox_turn") in named()
