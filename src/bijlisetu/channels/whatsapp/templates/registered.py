"""Templates as they stand with Meta, and whether a filled letter fits the one it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bijlisetu.channels.news import TemplateState
from bijlisetu.channels.outside import identifier, objects, words
from bijlisetu.channels.whatsapp.content import (
    Button,
    CopyCode,
    Document,
    Header,
    HeaderText,
    Image,
    Otp,
    QuickReply,
    Template,
    UrlSuffix,
)

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
AUTHENTICATION = "authentication"

#: Meta's words for where a template stands; FLAGGED is only a warning of what may come.
STATES = {
    "APPROVED": TemplateState.APPROVED,
    "REINSTATED": TemplateState.APPROVED,
    "UNARCHIVED": TemplateState.APPROVED,
    "PENDING": TemplateState.PENDING,
    "IN_APPEAL": TemplateState.PENDING,
    "REJECTED": TemplateState.REJECTED,
    "LIMIT_EXCEEDED": TemplateState.REJECTED,
    "PAUSED": TemplateState.PAUSED,
    "DISABLED": TemplateState.DISABLED,
    "LOCKED": TemplateState.DISABLED,
    "PENDING_DELETION": TemplateState.GONE,
    "DELETED": TemplateState.GONE,
    "ARCHIVED": TemplateState.GONE,
}
#: What a letter fills in, by the kind of button; other buttons stand as they are registered.
FILLED: dict[str, type[Button]] = {"quick_reply": QuickReply, "url": UrlSuffix, "copy_code": CopyCode}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A template in one language, as Meta lists it."""

    id: str
    name: str
    language: str
    state: TemplateState | None
    category: str = ""  #: utility, marketing, authentication
    quality: str = ""  #: green, yellow, red, unknown
    parameters: int = 0  #: of the body
    names: tuple[str, ...] = ()  #: of the body's parameters, if they have names
    header: str = ""  #: document, image, video, location; text if it has a variable
    header_name: str = ""  #: of the header's variable, if it has one
    buttons: tuple[str, ...] = ()  #: each in its place: quick_reply, url, copy_code; fixed if there is nothing to fill


def registered(row: Mapping[str, Any]) -> Registered | None:
    """Return the template that a row of Meta's list tells of; none if it has no name and language."""
    name, language = words(row.get("name")), words(row.get("language"), longest=20)
    if not name or not language:
        return None
    parts = {words(part.get("type")).upper(): part for part in objects(row.get("components"))}
    variables = tuple(dict.fromkeys(VARIABLE.findall(words(parts.get("BODY", {}).get("text"), longest=4096))))
    quality = row.get("quality_score")
    header, header_name = _header(parts.get("HEADER", {}))
    return Registered(
        id=identifier(row.get("id")),
        name=name,
        language=language,
        state=STATES.get(words(row.get("status")).upper()),
        category=words(row.get("category"), longest=40).lower(),
        quality=words(quality.get("score") if isinstance(quality, dict) else quality, longest=40).lower(),
        parameters=len(variables),
        names=() if all(map(str.isdecimal, variables)) else variables,
        header=header,
        header_name=header_name,
        buttons=tuple(_button(button) for button in objects(parts.get("BUTTONS", {}).get("buttons"))),
    )


def mismatch(template: Template | Otp, registered: Registered) -> str:
    """Return in words why the filled template does not fit the registered one; nothing if it does."""
    if (registered.category == AUTHENTICATION) != isinstance(template, Otp):
        return f"registered as {registered.category or 'nothing known'}"
    if isinstance(template, Otp):
        return ""
    return next(_faults(template, registered), "")


def _faults(template: Template, registered: Registered) -> Iterator[str]:
    if len(template.body) != registered.parameters:
        yield f"{len(template.body)} parameters, {registered.parameters} are registered"
    if set(template.names) != set(registered.names):
        yield f"parameters named {_listed(template.names)}, registered are {_listed(registered.names)}"
    if (header := _kind_of(template.header)) != registered.header:
        yield f"header is {header or 'none'}, registered is {registered.header or 'none'}"
    if isinstance(template.header, HeaderText) and template.header.name != registered.header_name:
        yield f"header's parameter is {template.header.name!r}, registered is {registered.header_name!r}"
    if len(template.buttons) > len(registered.buttons):
        yield f"{len(template.buttons)} buttons, {len(registered.buttons)} are registered"
    for index, kind in enumerate(registered.buttons):
        button = template.buttons[index] if index < len(template.buttons) else None
        # A quick reply that we give no payload comes back with its label.
        if not (isinstance(button, FILLED[kind]) if button and kind in FILLED else _may_be_empty(button, kind)):
            yield f"button {index} is {type(button).__name__ if button else 'not filled'}, registered is {kind}"


def _may_be_empty(button: Button | None, kind: str) -> bool:
    return button is None and kind in ("fixed", "quick_reply")


def _kind_of(header: Header | None) -> str:
    if header is None:
        return ""
    if isinstance(header, HeaderText):
        return "text"
    return "document" if isinstance(header, Document) else "image" if isinstance(header, Image) else "location"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(sorted(names)) or "not at all"


def _header(part: Mapping[str, Any]) -> tuple[str, str]:
    form = words(part.get("format"), longest=40).lower()
    if form != "text":
        return form, ""
    names = VARIABLE.findall(words(part.get("text")))
    if not names:
        return "", ""
    return "text", "" if names[0].isdecimal() else names[0]


def _button(button: Mapping[str, Any]) -> str:
    kind = words(button.get("type"), longest=40).lower()
    if kind == "otp" or (kind == "url" and VARIABLE.search(words(button.get("url"), longest=4096))):
        return "url"
    return kind if kind in ("quick_reply", "copy_code") else "fixed"
