"""A form as its file has it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bijlisetu.values import Language

Words = Mapping[Language, str]


class Means(enum.StrEnum):
    """What an outcome means for the door."""

    DONE = "done"
    LATER = "later"  #: somebody goes there again
    BLOCKED = "blocked"  #: another visit helps nobody: the office sees to it


class FieldType(enum.StrEnum):
    """What is entered in a field; pictures come by themselves, and the place stands beside the answers."""

    MOBILE = "mobile"
    EMAIL = "email"
    CHOICE = "choice"
    TEXT = "text"
    PHOTO = "photo"
    GPS = "gps"
    READ_OUT = "read_out"  #: a text that the page shows was read out: which version of it, in which language


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One of the large buttons; one of `needs` must be answered with it, if there are any."""

    name: str
    label: Words
    means: Means
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """That a choice of the same form was answered so."""

    field: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question of a form, asked with some outcomes only, and perhaps after one answer to a choice only."""

    name: str
    type: FieldType
    label: Words
    when: tuple[str, ...]
    required: bool = False
    is_on_paper: bool = False
    choices: Mapping[str, Words]
    only_if: Chosen | None = None

    def is_asked_after(self, answers: Mapping[str, Any]) -> bool:
        """Return whether it is asked where the others were answered so."""
        return self.only_if is None or answers.get(self.only_if.field) == self.only_if.choice


class AskedOn(NamedTuple):
    """The answer to another question after which one is asked, as paper and pages say it."""

    question: Words
    place: int  #: of the choice, as a sheet numbers them
    choice: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked at a door."""

    name: str
    title: Words
    outcomes: Mapping[str, Outcome]
    fields: Mapping[str, Field]

    def asked(self, outcome: str) -> tuple[Field, ...]:
        """Return the fields that are asked with the outcome."""
        return tuple(field for field in self.fields.values() if outcome in field.when)

    def asked_on(self, field: Field) -> AskedOn | None:
        """Return after which answer the field is asked; nothing where it is asked whatever was answered before."""
        if field.only_if is None:
            return None
        question = self.fields[field.only_if.field]
        place = [*question.choices].index(field.only_if.choice) + 1
        return AskedOn(question.label, place, question.choices[field.only_if.choice])

    def meaning(self, means: Means) -> list[str]:
        """Return the outcomes that mean this for a door."""
        return [outcome.name for outcome in self.outcomes.values() if outcome.means is means]
