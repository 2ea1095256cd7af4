"""Forms as files: one each, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bijlisetu.fieldwork.forms.form import Chosen, Field, FieldType, Form, Means, Outcome
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import Language

FOLDER = Path(__file__).resolve().parent
KNOWN = {"title", "outcomes", "fields"}
KNOWN_OF_OUTCOME = {"label", "means", "needs"}
KNOWN_OF_FIELD = {"name", "type", "label", "when", "required", "choices", "paper", "if"}
#: What the page enters by itself, or telephones with an older page do not ask: no visit is lost for it.
NEVER_REQUIRED = (FieldType.GPS, FieldType.PHOTO, FieldType.READ_OUT)
#: What a pen can fill in, and a clerk key in at typing speed.
ON_PAPER = (FieldType.MOBILE, FieldType.CHOICE)


class FormNotUsable(Refusal):
    """A form's file cannot be used as it stands."""


@cache
def forms() -> dict[str, Form]:
    """Return every form by its name; :raises FormNotUsable: naming the file and what is wrong with it."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}


def names() -> tuple[str, ...]:
    """Return the names of the forms, whether or not they can be used."""
    return tuple(path.stem for path in sorted(FOLDER.glob("*.toml")))


@cache
def form_named(name: str) -> Form:
    """Return the form; :raises FormNotUsable: if there is none, or its file is faulty."""
    return read(FOLDER / f"{name}.toml")


@cache
def as_written(name: str) -> dict[str, Any]:
    """Return all that the form's file says, for pages that ask by it."""
    return {"name": name, **tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))}


def read(path: Path) -> Form:
    """Return the form written in the file; :raises FormNotUsable: naming the file and every fault in it."""
    try:
        form = _form(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except KeyError as missing:
        raise FormNotUsable(f"{path}: {missing} is missing") from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise FormNotUsable(f"{path}: {error}") from None
    if found := list(faults(form)):
        raise FormNotUsable(f"{path}: {'; '.join(found)}")
    return form


def faults(form: Form) -> Iterator[str]:
    """Yield what a door could not be asked by this form."""
    if not form.meaning(Means.DONE):
        yield "no outcome means done, so that no door would ever be"
    for outcome in form.outcomes.values():
        for need in outcome.needs:
            if need not in {field.name for field in form.asked(outcome.name)}:
                yield f"outcomes.{outcome.name} needs {need}, which is not asked then"
    for field in form.fields.values():
        yield from _faults_of(field, form)


def _faults_of(field: Field, form: Form) -> Iterator[str]:
    for outcome in field.when:
        if outcome not in form.outcomes:
            yield f"fields.{field.name} is asked when {outcome}, which is no outcome"
    if bool(field.choices) != (field.type is FieldType.CHOICE):
        yield f"fields.{field.name} must have choices if it is a choice, and only then"
    if field.is_on_paper and field.type not in ON_PAPER:
        yield f"fields.{field.name} cannot be on paper: there are boxes for a mobile number and for choices only"
    if field.only_if:
        yield from _faults_of_condition(field, field.only_if, form)
    if field.required and field.type in NEVER_REQUIRED:
        yield f"fields.{field.name} cannot be required: a {field.type} may not be had at a door"


def _faults_of_condition(field: Field, wanted: Chosen, form: Form) -> Iterator[str]:
    """Yield why the question could never be asked, or be asked before what it depends on."""
    before = list(form.fields)[: list(form.fields).index(field.name)]
    choice = form.fields.get(wanted.field)
    if choice is None or choice.type is not FieldType.CHOICE:
        yield f"fields.{field.name} is asked if {wanted.field} is {wanted.choice}, and {wanted.field} is no choice"
    elif wanted.choice not in choice.choices:
        yield f"fields.{field.name} is asked if {wanted.field} is {wanted.choice}, which is none of its choices"
    elif wanted.field not in before:
        yield f"fields.{field.name} depends on {wanted.field}, which must stand above it"
    elif field.is_on_paper and not choice.is_on_paper:
        yield f"fields.{field.name} is on paper and depends on {wanted.field}, which is not"
    elif missing := [outcome for outcome in field.when if outcome not in choice.when]:
        yield f"fields.{field.name} depends on {wanted.field}, which is not asked with {', '.join(missing)}"


def _form(name: str, table: Mapping[str, Any]) -> Form:
    _only(table, KNOWN, "a form")
    outcomes = {outcome: _outcome(outcome, told) for outcome, told in table["outcomes"].items()}
    fields = [_field(told, outcomes) for told in table.get("fields", [])]
    if len({field.name for field in fields}) < len(fields):
        raise ValueError("two fields have one name")
    return Form(
        name=name, title=_in_both(table["title"]), outcomes=outcomes, fields={field.name: field for field in fields}
    )


def _outcome(name: str, told: Mapping[str, Any]) -> Outcome:
    _only(told, KNOWN_OF_OUTCOME, f"outcomes.{name}")
    return Outcome(
        name=name, label=_in_both(told["label"]), means=Means(told["means"]), needs=tuple(told.get("needs", ()))
    )


def _field(told: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> Field:
    name = told["name"]
    _only(told, KNOWN_OF_FIELD, f"fields.{name}")
    return Field(
        name=name,
        type=FieldType(told["type"]),
        label=_in_both(told["label"]),
        when=tuple(told.get("when", outcomes)),
        required=told.get("required", False) is True,
        is_on_paper=told.get("paper", False) is True,
        choices={choice: _in_both(words) for choice, words in told.get("choices", {}).items()},
        only_if=_condition(name, told["if"]) if "if" in told else None,
    )


def _condition(name: str, told: object) -> Chosen:
    field, sign, choice = str(told).partition("=")
    if not (sign and field.strip() and choice.strip()):
        raise ValueError(f'fields.{name}: if is written as "field=choice"')
    return Chosen(field.strip(), choice.strip())


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise ValueError(f"nothing in {where} is called {', '.join(unknown)}")


def _in_both(words: Mapping[str, str]) -> dict[Language, str]:
    """Return the words in every language."""
    if not all(str(words.get(language, "")).strip() for language in Language):
        raise ValueError("words must be written in every language")
    return {language: words[language] for language in Language}
