"""How an aggregator's calls are signed, and where they say what: one file in `callbacks/` for each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bijlisetu.payments.states import Mode, Status
from bijlisetu.plumbing.files.mapping import mapping_file, names_in
from bijlisetu.plumbing.files.words import patterns_of

FOLDER = resources.files("bijlisetu.payments") / "callbacks"
FIELDS = (
    "transaction", "rrn", "receipt", "reference", "account", "bill", "amount", "paise", "currency", "paid_at", "status",
    "mode",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a call proves whose it is: HMAC-SHA256 in hex or base64, of the moment and the body, or the body alone."""

    header: str
    moment_header: str = ""  #: seconds since 1970, thousandths of them, or ISO 8601: signed before the body
    joint: str = "."  #: what is signed between the two
    fresh_for: float = 300  #: seconds: an older call is somebody's recording of one


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackMapping:
    """The calls of one aggregator."""

    name: str
    namesake: str  #: whose numbers of transactions these are: its settlement file may share them
    signature: Signature
    is_form: bool  #: whether the body is a form's: name=value&…
    paths: Mapping[str, tuple[str, ...]]  #: of each field, through the objects of the body
    statuses: Mapping[Status, re.Pattern[str]]
    modes: Mapping[Mode, re.Pattern[str]]


@cache
def callback_mapping(name: str) -> CallbackMapping:
    """
    Return the mapping of that name, or in the TOML file that the name is the path of.

    :raises Refusal: if there is none, or it cannot be used as it is written
    """
    with mapping_file(name, folder=FOLDER) as text:
        paths = {field: tuple(path.split(".")) for field, path in text["fields"].items()}
        if unknown := sorted(set(paths) - set(FIELDS)):
            raise ValueError(f"{unknown[0]!r} is none of ours; [fields] may hold {', '.join(FIELDS)}")
        if ("amount" in paths) == ("paise" in paths) or not {"paid_at", "status"} <= paths.keys():
            raise ValueError("[fields] has 'paid_at', 'status', and one of 'amount' and 'paise'")
        if not {"transaction", "rrn"} & paths.keys():
            raise ValueError("[fields] has 'transaction' or 'rrn': by it a payment is known")
        if (body := text.get("body", "json")) not in ("json", "form"):
            raise ValueError(f"body is 'json' or 'form', and not {body!r}")
        return CallbackMapping(
            name=name,
            namesake=text.get("namesake", name),
            is_form=body == "form",
            signature=signature_in(text["signature"]),
            paths=paths,
            statuses=patterns_of(Status, text["statuses"]),
            modes=patterns_of(Mode, text.get("modes", {})),
        )


def signature_in(said: Mapping[str, Any]) -> Signature:
    """Return the signature as a file's [signature] says it."""
    return Signature(
        header=said["header"],
        moment_header=said.get("moment_header", ""),
        joint=said.get("joint", "."),
        fresh_for=float(said.get("fresh_for_seconds", 300)),
    )


def callback_mappings() -> list[str]:
    """Return the names of the mappings that come with us."""
    return names_in(FOLDER)
