"""Everything a number received and answered, in order, read from the log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bijlisetu.simulator.graph.refused import GraphRefused
from bijlisetu.simulator.graph.submission import QuickReply, submission
from bijlisetu.simulator.graph.templates.register import Templates
from bijlisetu.simulator.graph.templates.template import VARIABLE, Template
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.people.behaviour import Deed

LATEST = 50
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
#: From the last to the first: a message's state is the first of these that it has reached.
STATES = (Deed.READ, Deed.OPENED, Deed.DELIVERED, Deed.FAILED, Deed.EXPIRED, Deed.REJECTED, Deed.BOUNCED, Deed.SENT)


class LinkButton(NamedTuple):
    """A button that opens a page."""

    label: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message on the screen."""

    at: float
    channel: str
    text: str
    is_own: bool = False  #: written by the person
    id: str = ""
    sender: str = ""
    state: str = ""
    heading: str = ""
    footer: str = ""
    document: str = ""  #: link
    document_name: str = ""
    buttons: tuple[QuickReply, ...] = ()
    links: tuple[LinkButton, ...] = ()


def bubbles_of(number: str, *, store: Store, templates: Templates) -> list[Bubble]:
    """Return all that the number received and answered, oldest first."""
    rows = store.read("SELECT * FROM messages WHERE address = ? AND channel <> 'email' ORDER BY received_at", number)
    states = _states(number, store)
    bubbles = [_bubble(dict(row), states, templates) for row in rows]
    bubbles += [
        Bubble(at=row["at"], channel=row["channel"], text=row["text"], is_own=True, id=row["message"])
        for row in store.read("SELECT * FROM replies WHERE address = ?", number)
    ]
    return sorted(bubbles, key=lambda bubble: bubble.at)


def last_code(number: str, *, store: Store, templates: Templates) -> str:
    """Return the one-time code that came to the number last; nothing if none did."""
    latest_first = reversed(bubbles_of(number, store=store, templates=templates))
    codes = (found[0] for bubble in latest_first if not bubble.is_own and (found := CODE.search(bubble.text)))
    return next(codes, "")


def latest_addresses(*, store: Store, is_mail: bool) -> list[str]:
    """Return the addresses that received something last, the latest first."""
    which = "=" if is_mail else "<>"
    rows = store.read(f"SELECT address FROM messages WHERE channel {which} 'email' ORDER BY rowid DESC LIMIT 1000")
    return list(dict.fromkeys(row["address"] for row in rows))[:LATEST]


def message_with(message_id: str, *, number: str, store: Store, templates: Templates) -> Bubble | None:
    """Return the number's message with the id."""
    rows = store.read("SELECT * FROM messages WHERE id = ? AND address = ?", message_id, number)
    return _bubble(dict(rows[0]), {}, templates) if rows else None


def _states(address: str, store: Store) -> dict[str, str]:
    rows = store.read(
        "SELECT message, group_concat(status) AS given FROM statuses"
        " WHERE message IN (SELECT id FROM messages WHERE address = ?) GROUP BY message",
        address,
    )
    given = {row["message"]: row["given"].split(",") for row in rows}
    return {message: next((state for state in STATES if state in all_), "") for message, all_ in given.items()}


def _bubble(row: Mapping[str, Any], states: Mapping[str, str], templates: Templates) -> Bubble:
    common = {
        "at": row["received_at"],
        "channel": row["channel"],
        "id": row["id"],
        "sender": row["sender"],
        "state": states.get(row["id"], ""),
    }
    if row["channel"] == "sms":
        return Bubble(text=row["body"], **common)
    body = json.loads(row["body"])
    try:
        wanted = submission(body, templates=templates, is_taken=True)
    except GraphRefused:
        return Bubble(text="(इस संदेश का साँचा बदल गया है)", **common)
    content = body.get("template", {})
    template = templates.get(content.get("name", ""), content.get("language", {}).get("code", ""))
    document = next(_documents(body), {})
    return Bubble(
        text=wanted.text,
        heading=str(template.component("HEADER").get("text", "")) if template else "",
        footer=str(template.component("FOOTER").get("text", "")) if template else "",
        document=str(document.get("link", "")),
        document_name=str(document.get("filename", "bill.pdf")) if document else "",
        buttons=tuple(wanted.replies()),
        links=tuple(_links(content.get("components", ()), template)) if template else (),
        **common,
    )


def _links(components: Iterable[Mapping[str, Any]], template: Template) -> Iterator[LinkButton]:
    """Yield the buttons that open a page, each with what this message puts into its link."""
    given = {
        str(one["index"]): one["parameters"][0]["text"]
        for one in components
        if one.get("sub_type", "").upper() == "URL"
    }
    for place, button in enumerate(template.component("BUTTONS").get("buttons", ())):
        if button.get("type", "").upper() == "URL":
            yield LinkButton(button["text"], "".join((VARIABLE.split(button["url"])[0], given.get(str(place), ""))))


def _documents(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if body.get("type") == "document":
        yield body["document"]
    for component in body.get("template", {}).get("components", ()):
        for parameter in component.get("parameters", ()):
            if parameter.get("type") == "document":
                yield parameter["document"]
