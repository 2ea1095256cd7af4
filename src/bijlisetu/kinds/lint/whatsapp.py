"""Prove that a kind's template is one that Meta can approve and that its facts can fill."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bijlisetu.channels.whatsapp.limits import (
    LONGEST_BODY,
    LONGEST_FOOTER,
    LONGEST_HEADER,
    LONGEST_LABEL,
    LONGEST_PAYLOAD,
    MOST_BUTTONS,
)
from bijlisetu.kinds.kind import Action, Lane, WhatsAppText

VARIABLE = re.compile(r"\{\{(\w*)\}\}")
ADJACENT = re.compile(r"\}\}\s*\{\{")
TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
PARAMETER_NAME = re.compile(r"[a-z0-9_]+")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
#: How long Meta may try, in seconds (channels reference 1.5); of marketing nothing is known.
LIFETIMES = {"UTILITY": range(30, 43_201), "AUTHENTICATION": range(30, 901)}
HEADER_FACTS = {"": 0, "document": 0, "image": 1, "location": 4}
MOST_OF_A_KIND = {"url": 2, "phone": 1, "copy_code": 1}
LONGEST_ATTEMPT = len(":") + 19


def template_faults(text: WhatsAppText, lane: Lane, where: str) -> Iterator[str]:
    """Return the faults of one template in one language."""
    if not TEMPLATE_NAME.fullmatch(text.template):
        yield f"{where}: the template's name may hold small letters, digits and underscores only"
    if text.category not in CATEGORIES:
        yield f"{where}: the category must be one of {', '.join(CATEGORIES)}"
    for fault in (*_lifetime(text, lane), *(_otp(text) if text.category == "AUTHENTICATION" else _words(text))):
        yield f"{where}: {fault}"


def facts_said(text: WhatsAppText) -> set[str]:
    """Return the facts that the template's words say."""
    return {*text.parameters, *(text.header_facts if text.header == "text" else ())}


def _lifetime(text: WhatsAppText, lane: Lane) -> Iterator[str]:
    if text.ttl_seconds is None:
        if lane is Lane.OUTAGE:
            yield "news of an outage needs ttl_seconds: Meta would try for 30 days"
        return
    allowed = LIFETIMES.get(text.category)
    if allowed and text.ttl_seconds not in allowed:
        yield f"ttl_seconds is {text.ttl_seconds}, Meta takes {allowed[0]} to {allowed[-1]}"


def _otp(text: WhatsAppText) -> Iterator[str]:
    if len(text.parameters) != 1:
        yield "a one-time password needs one fact, the code"
    if text.text or text.header or text.quick_replies or text.actions or text.footer:
        yield "the words of a one-time password are Meta's own"


def _words(text: WhatsAppText) -> Iterator[str]:
    yield from _places(text)
    if len(text.text) > LONGEST_BODY:
        yield f"the text has {len(text.text)} characters, Meta takes {LONGEST_BODY}"
    if text.text.strip().startswith("{{") or text.text.strip().endswith("}}"):
        yield "the text may not begin or end with a variable"
    if ADJACENT.search(text.text):
        yield "two variables stand side by side: put a word between them"
    if len(text.footer) > LONGEST_FOOTER:
        yield f"the footer has {len(text.footer)} characters, Meta takes {LONGEST_FOOTER}"
    if VARIABLE.search(text.footer):
        yield "the footer may hold no variable"
    yield from _header(text)
    yield from _buttons(text)


def _places(text: WhatsAppText) -> Iterator[str]:
    places = VARIABLE.findall(text.text)
    if not text.named:
        if places != [str(number) for number in range(1, len(text.parameters) + 1)]:
            yield f"the text's places {places} must be 1 to {len(text.parameters)}, each once and in order"
        return
    if set(places) != set(text.parameters):
        yield f"the text names {sorted(set(places))}, the body {sorted(text.parameters)}"
    for name in text.parameters:
        if not PARAMETER_NAME.fullmatch(name):
            yield f"the name {name!r} may hold small letters, digits and underscores only"


def _header(text: WhatsAppText) -> Iterator[str]:
    if text.header == "text":
        yield from _header_text(text)
    elif text.header not in HEADER_FACTS:
        yield f"the header {text.header!r} is none of document, image, text, location"
    elif len(text.header_facts) != HEADER_FACTS[text.header]:
        yield f"a header of {text.header or 'nothing'} needs {HEADER_FACTS[text.header]} header_facts"
    elif text.header_text:
        yield "words for a header that is no text"


def _header_text(text: WhatsAppText) -> Iterator[str]:
    if not 0 < len(text.header_text) <= LONGEST_HEADER:
        yield f"the header has {len(text.header_text)} characters, Meta takes 1 to {LONGEST_HEADER}"
    places = VARIABLE.findall(text.header_text)
    if places != (list(text.header_facts[:1]) if text.named else ["1"][: len(text.header_facts)]):
        yield f"the header's places {places} do not fit its facts {list(text.header_facts)}"


def _buttons(text: WhatsAppText) -> Iterator[str]:
    kinds = [_kind(action) for action in text.actions]
    if len(kinds) + len(text.quick_replies) > MOST_BUTTONS:
        yield f"{len(kinds) + len(text.quick_replies)} buttons, Meta takes {MOST_BUTTONS}"
    for kind, most in MOST_OF_A_KIND.items():
        if kinds.count(kind) > most:
            yield f"{kinds.count(kind)} buttons of the kind {kind}, Meta takes {most}"
    # The label of a button that copies is Meta's.
    labelled = len(text.quick_replies) + sum(kind != "copy_code" for kind in kinds)
    if len(text.buttons) != labelled:
        yield f"{labelled} buttons need as many labels"
    for label in text.buttons:
        if not 0 < len(label) <= LONGEST_LABEL:
            yield f"the button {label!r} has {len(label)} characters, Meta takes 1 to {LONGEST_LABEL}"
    for meaning in text.quick_replies:
        if len(meaning) + LONGEST_ATTEMPT > LONGEST_PAYLOAD:
            yield f"the meaning {meaning[:20]}… is longer than a payload may be"
    for action in text.actions:
        yield from _action(action)


def _action(action: Action) -> Iterator[str]:
    if sum(map(bool, (action.url, action.phone))) > 1 or not (action.url or action.phone or action.fact):
        yield "an action is a url, a phone or a fact to copy"
    if not action.url:
        return
    if not action.url.startswith(("https://", "{public}/")):
        yield f"the link {action.url!r} must begin with https:// or {{public}}/"
    if VARIABLE.findall(action.url) != ["1"] * bool(action.fact) or (action.fact and not action.url.endswith("{{1}}")):
        yield f"the link {action.url!r} must end in {{{{1}}}} where it has a fact, and hold no variable else"


def _kind(action: Action) -> str:
    return "url" if action.url else "phone" if action.phone else "copy_code"
