"""
A word of an outage as a message of the Common Alerting Protocol 1.2 (OASIS): pure.

The order of the elements, their code words and the form of times are the standard's; it allows no Z for a time zone,
and neither blanks nor commas nor < nor & in an identifier or a sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from xml.etree import ElementTree  # only written, never read
from xml.etree.ElementTree import Element, SubElement

from bijlisetu.outages.public.said import EVENT, LANGUAGES, Word
from bijlisetu.outages.rules import Kind
from bijlisetu.plumbing.india import INDIA

SPACE = "urn:oasis:names:tc:emergency:cap:1.2"
TYPE = "application/cap+xml"
LOCALES = {"hi": "hi-IN", "en": "en-IN"}
#: Where nobody knows until when, a word is good for so long: by then another has come.
GOOD_FOR = timedelta(hours=6)
#: What XML 1.0 cannot hold; an officer may have pasted it.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNNAMED = {"hi": "बिजली विभाग", "en": "Electricity department"}


class Source(NamedTuple):
    """Who speaks: a domain name of ours, where our pages are, and whether all this is only practice."""

    sender: str
    pages: str  #: the address of our pages, without a slash at its end
    is_practice: bool = False


class Weight(NamedTuple):
    """How the standard weighs a word: what to do, how soon, how bad, how sure."""

    response: str
    urgency: str
    severity: str
    certainty: str


def identifier(number: str, event: int) -> str:
    """Return the name of the word that an event is: no other has it, ever."""
    return f"{number}-{event}"


def as_xml(word: Word, source: Source) -> str:
    """Return the message of the word."""
    alert = Element("alert", xmlns=SPACE)
    _say(alert, "identifier", identifier(word.number, word.event))
    _say(alert, "sender", source.sender)
    _say(alert, "sent", moment(word.sent_at))
    _say(alert, "status", "Test" if source.is_practice else "Actual")
    _say(alert, "msgType", _type(word))
    _say(alert, "scope", "Public")
    if word.before:
        _say(alert, "references", " ".join(_references(word, source)))
    _say(alert, "incidents", word.number)
    for language in LANGUAGES:
        _inform(SubElement(alert, "info"), word, source, language)
    ElementTree.indent(alert)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(alert, encoding="unicode")}\n'


def moment(at: datetime) -> str:
    """Return the time as the standard has it: of India's clock, to the second."""
    return at.astimezone(INDIA).isoformat(timespec="seconds")


def expires_at(word: Word) -> datetime:
    """Return until when the word is good: until its promise, or the next one that is due."""
    if word.stage in ("planned", "off") and word.until_at and word.until_at > word.sent_at:
        return word.until_at
    return word.sent_at + GOOD_FOR


def _inform(info: Element, word: Word, source: Source, language: str) -> None:
    weight = weigh(word)
    _say(info, "language", LOCALES[language])
    _say(info, "category", "Infra")
    _say(info, "event", EVENT[language])
    _say(info, "responseType", weight.response)
    _say(info, "urgency", weight.urgency)
    _say(info, "severity", weight.severity)
    _say(info, "certainty", weight.certainty)
    _say(info, "effective", moment(word.sent_at))
    _say(info, "onset", moment(word.from_at))
    _say(info, "expires", moment(expires_at(word)))
    _say(info, "senderName", word.company[language] or UNNAMED[language])
    _say(info, "headline", word.headline(language))
    _say(info, "description", word.description(language))
    if instruction := word.instruction(language):
        _say(info, "instruction", instruction)
    _say(info, "web", f"{source.pages}/outages/{word.number}/")
    _say(info, "contact", word.helpline)
    _locate(SubElement(info, "area"), word, language)


def _locate(area: Element, word: Word, language: str) -> None:
    _say(area, "areaDesc", word.area(language))
    for name, value in dict.fromkeys([("office", word.office.code), *((one.sort, one.code) for one in word.parts)]):
        code = SubElement(area, "geocode")
        _say(code, "valueName", name)
        _say(code, "value", value)


def _type(word: Word) -> str:
    if word.stage == "cancelled":
        return "Cancel" if word.before else "Alert"
    return "Update" if word.before else "Alert"


def weigh(word: Word) -> Weight:
    """Return how the standard weighs the word."""
    if word.stage == "cancelled":
        return Weight("None", "Past", "Minor", "Unlikely")
    if word.stage == "back":
        return Weight("AllClear", "Past", "Minor", "Observed")
    has_begun = word.from_at <= word.sent_at
    severity = "Minor" if word.kind is Kind.PLANNED else "Moderate"
    if has_begun:
        return Weight("Monitor", "Immediate", severity, "Observed")
    return Weight("Prepare", "Future", severity, "Likely")


def _references(word: Word, source: Source) -> Iterator[str]:
    before: Iterable[tuple[int, datetime]] = word.before
    for event, sent_at in before:
        yield f"{source.sender},{identifier(word.number, event)},{moment(sent_at)}"


def _say(into: Element, name: str, text: str) -> None:
    SubElement(into, name).text = NO_XML.sub(" ", text)
