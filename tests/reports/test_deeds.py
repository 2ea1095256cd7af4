"""Whatever the house writes in the book of deeds has words that people read, in Hindi and English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import bijlisetu
from bijlisetu.audit import machines
from bijlisetu.audit.breaches import CLOSED, STEPS
from bijlisetu.complaints.lists import What
from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.models import Door
from bijlisetu.metering.mapping import Holds
from bijlisetu.metering.states import How
from bijlisetu.outages.rules import What as Happening
from bijlisetu.reports.story.deeds import DEEDS
from bijlisetu.reports.words import WHO
from bijlisetu.web.office.deeds.words import RECORDS

SOURCE = Path(bijlisetu.__file__).parent
DEED, RECORD = re.compile(r"[a-z]+\.[a-z_]+"), re.compile(r"([a-z]+):")
#: Deeds whose second half is known only when they are done.
LATE = {
    "breach.": (*STEPS, CLOSED),
    "complaint.": tuple(map(str, What)),
    "door.": (Door.State.DONE, Door.State.BLOCKED),
    "meter.surplus_": tuple(map(str, How)),
    "meters.": tuple(f"{one}_imported" for one in Holds),
    "outage.": tuple(map(str, Happening)),
    "visit.": tuple(outcome for form in forms().values() for outcome in form.outcomes),
}


def writing() -> Iterator[tuple[ast.AST, list[ast.Call]]]:
    """Each file that writes in the book, and its calls that say which deed."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and _said(one, "deed") is not None]
        if calls and "migrations" not in path.parts:
            yield tree, calls


def _said(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def deeds() -> set[str]:
    """Every deed that is written somewhere; where a name stands for it, whatever in that file looks like one."""
    found: set[str] = set()
    for tree, calls in writing():
        for call in calls:
            said = _said(call, "deed")
            if isinstance(said, ast.Constant):
                found.add(str(said.value))
            elif isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
                family = str(said.values[0].value)
                found |= {f"{family}{late}" for late in LATE[family]}
            else:
                found |= set(filter(DEED.fullmatch, _texts(tree)))
    return found


def kinds_of_records() -> set[str]:
    """Of what the book tells: what stands before the colon of its records."""
    texts = {text for tree, _ in writing() for text in _texts(tree)}
    return {kind[1] for text in texts if (kind := RECORD.fullmatch(text) or RECORD.match(text)) and " " not in text}


def _texts(tree: ast.AST) -> Iterator[str]:
    return (one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def hands() -> set[str]:
    """Who writes without being a person."""
    said = (_said(call, "by") for _, calls in writing() for call in calls)
    return set(machines.NAMES) - {"root", "system", "bijlisetu", "simulator"} | {
        str(one.value) for one in said if isinstance(one, ast.Constant)
    }


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_deed_every_hand_and_every_record_of_the_book_has_words(language: str) -> None:
    # Of a record named in such a file, and of what only looks like one.
    kinds = kinds_of_records() - {"channel", "clerk", "lane", "otpauth"}

    assert deeds() == set(DEEDS)
    assert hands() <= set(WHO)
    assert kinds <= set(RECORDS)
    with translation.override(language):
        said = [str(words) for words in (*DEEDS.values(), *WHO.values(), *RECORDS.values())]
    is_hindi = [bool(re.search("[\u0900-\u097f]", words)) for words in said if words != "WhatsApp"]
    assert all(is_hindi) if language == "hi" else not any(is_hindi)
    assert not [words for words in said if DEED.fullmatch(words)]
