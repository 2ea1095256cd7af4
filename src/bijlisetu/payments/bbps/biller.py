"""One biller's file: whose people, which words stand where, what is taken, and how we answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from bijlisetu.payments.bbps.judging import Accepted, Amounts, Word
from bijlisetu.payments.callbacks.mapping import Signature, signature_in
from bijlisetu.plumbing.files.mapping import mapping_file, names_in
from bijlisetu.plumbing.files.words import patterns_of

FOLDER = resources.files("bijlisetu.payments") / "bbps" / "billers"
ASKED = (
    "deed", "reference", "transaction", "at", "biller", "parameters", "bill", "agent", "paise", "currency",
)  # fmt: skip
TOLD = (
    "reference", "transaction", "code", "result", "english", "hindi", "name", "paise", "due", "bill_date", "bill",
    "period", "receipt",
)  # fmt: skip
FLOWS = ("fetch", "validate", "direct")
COLUMNS = frozenset({"account", "name", "bill", "bill_date", "due", "period", "paise", "rupees"})
LETTERS = re.compile(r"[\W_]+")

Path = tuple[str, ...]


class Deed(StrEnum):
    """What a call is for."""

    FETCH = "fetch"
    VALIDATE = "validate"
    PAY = "pay"
    REVERSE = "reverse"


class NameShown(StrEnum):
    """How much of the holder's name whoever knows an account is told."""

    MASKED = "masked"
    FULL = "full"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often may be asked."""

    questions_a_minute: int
    of_an_account_an_hour: int
    unknown_of_an_agent_an_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """How the file of bills is laid out."""

    mark: str
    day: str
    columns: tuple[tuple[str, str], ...]  #: a heading, and what of ours stands below it
    trailer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Biller:
    """A company as BBPS knows it."""

    name: str
    title: str  #: for people
    namesake: str
    company: str
    number: str
    flows: frozenset[str]
    answer_holds_for: timedelta
    shown: NameShown
    signature: Signature
    amounts: Amounts
    limits: Limits
    asked: Mapping[str, Path]
    deeds: Mapping[Deed, re.Pattern[str]]
    account_tags: frozenset[str]  #: in small letters, without what stands between these
    told: Mapping[str, Path]
    forms: Mapping[str, str]
    codes: Mapping[Word, tuple[str, str, str]]  #: code, Hindi, English
    upload: Upload


@cache
def biller_named(name: str) -> Biller:
    """
    Return the biller of that name, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    with mapping_file(name, folder=FOLDER) as text:
        flows = frozenset(text["flows"])
        if strange := flows - set(FLOWS):
            raise ValueError(f"flows are {', '.join(FLOWS)}, and not {min(strange)!r}")
        response = dict(text["response"])
        forms = response.pop("forms")
        return Biller(
            name=name,
            title=text["title"],
            namesake=text.get("namesake", name),
            company=text.get("company", ""),
            number=text.get("biller", ""),
            flows=flows,
            answer_holds_for=timedelta(minutes=int(text["answer_holds_minutes"])),
            shown=NameShown(text["name"]),
            signature=_signature(text["signature"]),
            amounts=_amounts(text["amounts"]),
            limits=Limits(**{limit: int(many) for limit, many in text["limits"].items()}),
            asked=_paths(text["request"], ASKED),
            deeds=patterns_of(Deed, text["deeds"]),
            account_tags=frozenset(map(letters, text["parameters"]["account"])),
            told=_paths(response, TOLD),
            forms={form: str(forms[form]) for form in ("day", "period", "good", "bad")},
            codes=_codes(text["codes"]),
            upload=_upload(text["upload"]),
        )


def billers() -> list[str]:
    """Return the names of the billers that come with us."""
    return names_in(FOLDER)


def letters(name: str) -> str:
    """Return a tag's name without what stands between its letters: consumernumber."""
    return LETTERS.sub("", name).casefold()


def _signature(said: Mapping[str, Any]) -> Signature:
    found = signature_in(said)
    if not found.moment_header:
        raise ValueError("[signature] has no 'moment_header': a recorded call would be answered for ever")
    return found


def _amounts(said: Mapping[str, Any]) -> Amounts:
    return Amounts(accepted=Accepted(said["accepted"]), least=Decimal(said["least"]), most=Decimal(said["most"]))


def _paths(said: Mapping[str, str], ours: tuple[str, ...]) -> dict[str, Path]:
    if strange := said.keys() - set(ours):
        raise ValueError(f"{min(strange)!r} is none of ours; there are {', '.join(ours)}")
    if ours is ASKED and (lacks := set(ours) - said.keys() - {"bill", "agent", "biller", "currency"}):
        raise ValueError(f"[request] does not say where {min(lacks)!r} stands")
    return {name: tuple(path.split(".")) for name, path in said.items()}


def _codes(said: Mapping[str, Any]) -> dict[Word, tuple[str, str, str]]:
    found = {Word(word): tuple(map(str, told)) for word, told in said.items()}
    if lacks := set(Word) - found.keys():
        raise ValueError(f"[codes] has none for {min(lacks)!r}")
    return {word: (code, hindi, english) for word, (code, hindi, english) in found.items()}


def _upload(said: Mapping[str, Any]) -> Upload:
    columns = tuple((str(heading), str(field)) for heading, field in said["columns"])
    if strange := {field for _, field in columns} - COLUMNS:
        raise ValueError(f"[upload] {min(strange)!r} is none of ours; there are {', '.join(sorted(COLUMNS))}")
    return Upload(mark=said["mark"], day=said["day"], columns=columns, trailer=said.get("trailer", ""))
