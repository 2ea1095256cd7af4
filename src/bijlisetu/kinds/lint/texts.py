"""Prove that a kind's texts say the same facts everywhere and fit their carriers' limits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bijlisetu.channels.letter import Sms
from bijlisetu.channels.sms import dlt
from bijlisetu.channels.sms.parts import parts_of
from bijlisetu.kinds.files import FOLDER, Kind, KindNotUsable, MailText, SmsText, read
from bijlisetu.kinds.fill import registration
from bijlisetu.kinds.lint.whatsapp import facts_said, template_faults
from bijlisetu.values import ChannelKind, Language


class Written(NamedTuple):
    """How something must be written, for us and for whoever edits it."""

    pattern: str
    words: str


# TRAI's limits for DLT templates (channels reference 5.3); Meta's are in lint_whatsapp.
LONGEST_SUBJECT = 150  # phones show a third of it
MOST_SMS_PARTS = 4
#: How long a fact is when it is long, for counting SMS parts.
LONG_FACTS = {
    "utility": "पश्चिमांचल विद्युत", "account_end": "1234", "month": "सितम्बर 2026", "units": "99,999",
    "amount": "99,99,999.00", "due": "31-12-2026", "link": "https://bill.example.in/b/" + "x" * 27,
    "told": "31-12-2026", "what": "सितम्बर 2026 के बिल की राशि", "holds": "नया बिल तीन दिन में आएगा, रुकें",
    "area": "सेक्टर 62, उपकेन्द्र 33/11 का फीडर 4", "reason": "लाइन और ट्रांसफार्मर की मरम्मत",
    "from": "31-12-2026 10:00", "until": "31-12-2026 18:30",
}  # fmt: skip
LONG_FACTS_IN: Mapping[Language, Mapping[str, str]] = {
    Language.HINDI: LONG_FACTS,
    Language.ENGLISH: {
        **LONG_FACTS,
        "utility": "Paschimanchal Vidyut",
        "month": "September 2026",
        "what": "amount of the September 2026 bill",
        "holds": "wait for the new bill in three days",
        "area": "Sector 62, feeder 4 of substation 33/11",
        "reason": "repair of lines and a transformer",
    },
}
#: How the header of each DLT category is written (5.3).
HEADERS = {
    "service_implicit": Written("[A-Za-z]{6}", "six letters"),
    "transactional": Written("[A-Za-z]{6}", "six letters"),
    "promotional": Written("[0-9]{6}|[A-Za-z]{6}", "six digits, or six letters of a brand"),
}
PUBLIC_URL = "https://bill.example.in"


def faults() -> list[str]:
    """Return every fault of every kind, each with its file and rule."""
    found: list[str] = []
    for path in sorted(FOLDER.glob("*.toml")):
        try:
            kind = read(path)
        except KindNotUsable as error:
            found.append(str(error))
            continue
        found.extend(f"{path.name}: {fault}" for fault in faults_of(kind))
    return found


def faults_of(kind: Kind) -> Iterator[str]:
    """Return the faults of one kind."""
    if not kind.ladder:
        yield "ladder: at least one channel is needed"
    if any(step.channel is ChannelKind.CALL for step in kind.ladder):
        yield "ladder: a call carries no letter"
    for language in Language:
        yield from template_faults(kind.whatsapp[language], kind.lane, f"whatsapp.{language}")
        yield from _sms(kind.sms[language], f"sms.{language}", LONG_FACTS_IN[language])
        yield from _email(
            kind.email[language], f"email.{language}", LONG_FACTS_IN[language], has_page=kind.attaches_bill
        )
        yield from _same_facts(kind, language)


def faults_with(kind: Kind, facts: Mapping[Language, Mapping[str, str]]) -> Iterator[str]:
    """Return the faults of the kind's SMS and mails with these facts, as people read them, in their places."""
    for language in Language:
        yield from _sms(kind.sms[language], f"sms.{language}", facts[language])
        yield from _email(kind.email[language], f"email.{language}", facts[language], has_page=kind.attaches_bill)


def _sms(text: SmsText, where: str, facts: Mapping[str, str]) -> Iterator[str]:
    if text.category not in HEADERS:
        yield f"{where}: the category must be one of {', '.join(HEADERS)}"
    elif not re.fullmatch(HEADERS[text.category].pattern, text.header):
        yield f"{where}: the header must be {HEADERS[text.category].words}"
    for name, number in (("entity_id", text.entity_id), ("template_id", text.template_id)):
        if not re.fullmatch(r"\d{19}", number):
            yield f"{where}: {name} must be 19 digits"
    if "  " in text.text or "<" in text.text or ">" in text.text:
        yield f"{where}: DLT takes no double spaces and no < or >"
    unknown = _facts(text.text) - set(facts)
    if unknown:
        yield f"{where}: the facts {sorted(unknown)} are not known"
        return
    filled = text.text.format_map(facts)
    parts = parts_of(filled).count
    if parts > MOST_SMS_PARTS:
        yield f"{where}: the longest text takes {parts} parts, at most {MOST_SMS_PARTS} are paid for"
    sms = Sms(text=filled, header=text.header, entity_id=text.entity_id, template_id=text.template_id)
    if breach := dlt.scrub(sms, registration(text, PUBLIC_URL)):
        yield f"{where}: {breach.words} ({breach.rule})"


def _email(text: MailText, where: str, facts: Mapping[str, str], *, has_page: bool) -> Iterator[str]:
    unknown = (_facts(text.subject) | _facts(text.text)) - set(facts)
    if unknown:
        yield f"{where}: the facts {sorted(unknown)} are not known"
        return
    subject = text.subject.format_map(facts)
    if len(subject) > LONGEST_SUBJECT:
        yield f"{where}: the longest subject has {len(subject)} characters, at most {LONGEST_SUBJECT} are read"
    if len(text.subject.splitlines()) != 1:
        yield f"{where}: the subject must be one line"
    if (has_page or text.button) and "link" not in _facts(text.text):
        yield f"{where}: the text must have the link: attachments and buttons do not open everywhere"
    if "link" in _facts(text.text) and not text.button:
        yield f"{where}: a link needs the words of its button"


def facts_of(kind: Kind) -> set[str]:
    """Return the facts that the kind's texts say, the link aside."""
    said: set[str] = set()
    for language in Language:
        mail = kind.email[language]
        said |= facts_said(kind.whatsapp[language]) | _facts(kind.sms[language].text)
        said |= _facts(mail.subject) | _facts(mail.text)
    return said - {"link"}


def _same_facts(kind: Kind, language: Language) -> Iterator[str]:
    said = {
        "whatsapp": facts_said(kind.whatsapp[language]),
        "sms": _facts(kind.sms[language].text) - {"link"},
        "email": _facts(kind.email[language].text) - {"link"},
    }
    everything = set.union(*said.values())
    for channel, facts in said.items():
        if facts != everything:
            yield f"{channel}.{language}: says nothing of {', '.join(sorted(everything - facts))}"


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
