"""Sets beat sheets with Typst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.forms.form import Field, FieldType, Form
from bijlisetu.fieldwork.queries.sheets import PrintedSheet
from bijlisetu.plumbing.typefaces.scripts import FAMILIES
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs
from bijlisetu.staff.called import name_on_paper
from bijlisetu.values import Language
from bijlisetu.values.dates import day_in_figures

TEMPLATE = Path(__file__).parent / "sheet.typ"
TYPEFACE = "Noto Sans Devanagari"
DIGITS = 10  #: boxes for a mobile number
LONGEST = 70  #: marks of a name or place


def render(sheets: Sequence[PrintedSheet], *, words: Mapping[str, str], texts: Mapping[str, str], fonts: Path) -> bytes:
    """
    Return the sheets as one PDF.

    :param words: the paper's own words, in the language of whoever reads it
    :param texts: what people are told at the doors, by its versions
    :param fonts: the folder where the typefaces are, or are made if need be
    """
    told = {
        "words": dict(words),
        "typefaces": [TYPEFACE, *FAMILIES],
        "sheets": [_told(sheet, texts) for sheet in sheets],
    }
    return _typesetter(fonts).pdf(inputs("sheets", told))


def on_paper(form: str) -> tuple[Field, ...]:
    """Return the questions of the form that a sheet asks."""
    return tuple(field for field in form_named(form).fields.values() if field.is_on_paper)


def label_of(field: Field, form: Form) -> str:
    """Return the question; one that is asked after an answer alone says after which: यदि … तो."""
    label, on = field.label[Language.HINDI], form.asked_on(field)
    return f"यदि “{on.question[Language.HINDI]}” में {on.place} {on.choice[Language.HINDI]}, तो: {label}" if on else label


def _told(sheet: PrintedSheet, texts: Mapping[str, str]) -> dict[str, Any]:
    form = form_named(sheet.form)
    is_read_out = any(field.type is FieldType.READ_OUT for field in form.fields.values()) and sheet.read_out in texts
    return {
        "serial": sheet.serial, "round": sheet.title, "number": str(sheet.beat), "name": sheet.name,
        "office": sheet.office, "worker": name_on_paper(sheet.worker)[0] if sheet.worker else "",
        "printed": day_in_figures(sheet.printed_on),
        "read_out": f"{texts[sheet.read_out]} ({sheet.read_out})" if is_read_out else "",
        "outcomes": [_coded(code, outcome.label) for code, outcome in enumerate(form.outcomes.values(), 1)],
        "questions": [_question(field, form) for field in on_paper(form.name)],
        "lines": [
            {
                "line": str(line.line), "name": _short(line.name), "account": f"…{line.account[-4:]}",
                "place": _short(" · ".join(filter(None, (line.pole, line.address)))),
            }
            for line in sheet.lines
        ],
    }  # fmt: skip


def _question(field: Field, form: Form) -> dict[str, Any]:
    return {
        "label": label_of(field, form),
        "boxes": DIGITS if field.type is FieldType.MOBILE else 0,
        "choices": [_coded(code, label) for code, label in enumerate(field.choices.values(), 1)],
    }


def _coded(code: int, label: Mapping[Language, str]) -> dict[str, str]:
    return {"code": str(code), "label": label[Language.HINDI]}


def _short(text: str) -> str:
    shown = " ".join("".join(mark for mark in text if mark.isprintable()).split())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


@cache
def _typesetter(fonts: Path) -> Typesetter:
    return Typesetter(TEMPLATE, fonts=fonts)
