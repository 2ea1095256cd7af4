"""Words that systems send: a moment with its offset, a text that the database keeps, a code of the network."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
FIRST, LAST = 2000, 2100  #: years of which anything is said here
NUL = "\0"


def _is_written(told: object) -> object:
    if not isinstance(told, str) or not WRITTEN.fullmatch(told):
        raise PydanticCustomError("moment", "write a moment as 2026-11-29T14:30:00+05:30, with its offset")
    return told


def _is_of_our_time(told: datetime) -> datetime:
    if not FIRST <= told.year < LAST:
        raise PydanticCustomError("moment", "this moment lies in another century")
    return told


def _is_kept(told: str) -> str:
    if NUL in told:
        raise PydanticCustomError("text", "no text holds a NUL")
    return " ".join(told.split())


def _is_said(told: str) -> str:
    if not told:
        raise PydanticCustomError("text", "this is nothing but blanks")
    return told


Moment = Annotated[
    datetime,
    BeforeValidator(_is_written),
    AfterValidator(_is_of_our_time),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Text = Annotated[str, AfterValidator(_is_kept)]
Code = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(_is_kept), AfterValidator(_is_said)
]


class Strict(BaseModel):
    """What is sent says nothing that nobody asks for."""

    model_config = ConfigDict(extra="forbid")


#: Of an outage or complaint: digits alone, as it is said.
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
#: How a list goes on, as the answer before said.
Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]
