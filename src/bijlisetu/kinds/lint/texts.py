"""Prove that a kind's texts say the same facts everywhere and fit their carriers' limits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from bijlisetu.channels.letter import Sms
from bijlisetu.channels.sms import dlt
from bijlisetu.channels.sms.parts import parts_of
from bijlisetu.kinds.files import KindNotUsable, paths, read
from bijlisetu.kinds.fill import registration
from bijlisetu.kinds.kind import Kind, MailText, SmsText
from bijlisetu.kinds.lint.fault import TextFault, breach_of
from bijlisetu.kinds.lint.registrations import registered_twice
from bijlisetu.kinds.lint.structure import structure_faults
from bijlisetu.kinds.lint.whatsapp import facts_said, template_faults
from bijlisetu.values import Language


class Written(NamedTuple):
    """How something must be written, for us and for whoever edits it."""

    pattern: str
    words: str


# TRAI's limits for DLT templates (channels reference 5.3); Meta's are in lint_whatsapp.
LONGEST_SUBJECT = 150  # phones show a third of it
MOST_SMS_PARTS = 4
#: Variables of a template: two, a third with recorded reasons, more in special circumstances (TRAI, 18 Nov 2025).
MOST_VARIABLES, MOST_OF_SHORT = 2, 3
VARIABLE = re.compile(r"\{#\w+#\}")
LONG_CODE = "X" * 17
LONG_LINK = "https://bill.example.in/b/" + "x" * 27
#: How the header of each DLT category is written (5.3).
HEADERS = {
    "service_implicit": Written("[A-Za-z]{6}", "six letters"),
    "transactional": Written("[A-Za-z]{6}", "six letters"),
    "promotional": Written("[0-9]{6}|[A-Za-z]{6}", "six digits, or six letters of a brand"),
}
#: Made for each message, not told by its room.
MADE = frozenset({"link", "genuine"})
PUBLIC_URL = "https://bill.example.in"
#: Reply NO 1234; "NO 1234 भेजें"; send YES to …
ASKS_FOR_AN_SMS = re.compile(
    r"\b(?i:reply|send|text|sms|type|answer)\b[^.?!।]{0,20}\b(YES|NO|STOP|[A-Z]{2,10} \{\w+\})"
    r"|\b(?i:sms (us|to|back))\b"
    r"|\b(YES|NO|STOP|HAAN|NAHI|हाँ|नहीं|ना) ?(\{\w+\} ?)?(लिखकर |लिख कर )?(भेजें|भेजिए|लिखें|एसएमएस करें|SMS करें)"
)
#: A long code, or the number of our WhatsApp: where an answer to an SMS can be sent.
NUMBER_TO_ANSWER = re.compile(r"(?<!\d)\+?\d{5,13}(?!\d)")


def faults() -> list[str]:
    """Return every fault of every kind, each with its file and rule."""
    return [*(f"{file}: {fault}" for file, found in _looked_through() for fault in found), *registered_twice(_usable())]


def warnings() -> list[str]:
    """Return what holds today and may be refused tomorrow, each with its file and rule."""
    return [f"{path.name}: {words}" for path in paths().values() for words in warnings_of(read(path))]


def faults_of(kind: Kind) -> Iterator[str]:
    """Return the faults of one kind."""
    yield from structure_faults(kind)
    for language in Language:
        long = longest(kind, language)
        if kind.whatsapp:
            yield from template_faults(kind.whatsapp[language], kind.lane, f"whatsapp.{language}")
        for name, texts in (("sms", kind.sms), ("sms.short", kind.short_sms)):
            if texts:
                yield from map(str, _sms(texts[language], f"{name}.{language}", long))
        if kind.short_sms:
            yield from _short(kind.short_sms[language], f"sms.short.{language}")
        if kind.email:
            mail = kind.email[language]
            yield from map(str, _email(mail, f"email.{language}", long, has_page=kind.mail_has_document))
        yield from _same_facts(kind, language)


def warnings_of(kind: Kind) -> Iterator[str]:
    """Return which texts have more variables than a template is to have (TRAI, 18 November 2025)."""
    for name, texts in (("sms", kind.sms), ("sms.short", kind.short_sms)):
        for language, text in texts.items():
            if (variables := _variables(text)) > MOST_VARIABLES:
                yield (
                    f"{name}.{language}: {variables} variables; TRAI allows {MOST_VARIABLES}, "
                    "and a third with recorded reasons"
                )


def faults_with(kind: Kind, facts: Mapping[Language, Mapping[str, str]]) -> Iterator[TextFault]:
    """Return the faults of the kind's SMS and mails with these facts, as people read them, in their places."""
    for language in Language:
        if kind.sms:
            yield from _sms(kind.sms[language], f"sms.{language}", facts[language])
        if kind.email:
            yield from _email(
                kind.email[language], f"email.{language}", facts[language], has_page=kind.mail_has_document
            )


def longest(kind: Kind, language: Language) -> dict[str, str]:
    """Return the kind's facts as long as they get, a link and the message's code."""
    facts = {name: fact.longest[language] for name, fact in kind.facts.items()}
    return {**facts, "link": LONG_LINK, "genuine": LONG_CODE}


def _looked_through() -> Iterator[tuple[str, list[str]]]:
    for path in paths().values():
        try:
            yield path.name, list(faults_of(read(path)))
        except KindNotUsable as error:
            yield path.name, [str(error)]
        except (ValueError, KeyError, IndexError, AttributeError) as error:
            yield path.name, [f"a text has braces that are no fact: {error}"]


def _usable() -> Iterator[tuple[str, Kind]]:
    """Yield the kinds that can be read, each with its file's name; what is wrong with the others is told apart."""
    for path in paths().values():
        with suppress(KindNotUsable):
            yield path.name, read(path)


def _short(text: SmsText, where: str) -> Iterator[str]:
    if (variables := _variables(text)) > MOST_OF_SHORT:
        yield f"{where}: {variables} variables, the short text may have {MOST_OF_SHORT}"


def _variables(text: SmsText) -> int:
    return len(VARIABLE.findall(text.registered))


def _sms(text: SmsText, where: str, facts: Mapping[str, str]) -> Iterator[TextFault]:
    fault = partial(TextFault, where)
    if text.category not in HEADERS:
        yield fault(f"the category must be one of {', '.join(HEADERS)}", "एसएमएस का वर्ग DLT के वर्गों में से नहीं")
    elif not re.fullmatch(HEADERS[text.category].pattern, text.header):
        yield fault(f"the header must be {HEADERS[text.category].words}", "भेजने वाले का नाम DLT के नियम का नहीं")
    for name, number in (("entity_id", text.entity_id), ("template_id", text.template_id)):
        if not re.fullmatch(r"\d{19}", number):
            yield fault(f"{name} must be 19 digits", f"{name} में 19 अंक होने चाहिए")
    if "  " in text.text or "<" in text.text or ">" in text.text:
        yield fault("DLT takes no double spaces and no < or >", "DLT एक साथ दो खाली जगहें और < या > नहीं लेता")
    if ASKS_FOR_AN_SMS.search(text.text) and not NUMBER_TO_ANSWER.search(text.text):
        yield fault(
            f"nobody can answer an SMS from {text.header}: say to which number, or do not ask for one",
            f"{text.header} को कोई जवाब नहीं भेज सकता: लिखें किस नंबर पर भेजना है, या जवाब न माँगें",
        )
    unknown = _facts(text.text) - set(facts)
    if unknown:
        yield _unknown(where, unknown)
        return
    filled = text.text.format_map(facts)
    parts = parts_of(filled).count
    if parts > MOST_SMS_PARTS:
        yield fault(
            f"the longest text takes {parts} parts, at most {MOST_SMS_PARTS} are paid for",
            f"सबसे लंबा पाठ {parts} हिस्सों में जाएगा, पैसा अधिकतम {MOST_SMS_PARTS} का दिया जाता है",
        )
    sms = Sms(text=filled, header=text.header, entity_id=text.entity_id, template_id=text.template_id)
    if breach := dlt.scrub(sms, registration(text, PUBLIC_URL)):
        yield breach_of(where, breach)


def _email(text: MailText, where: str, facts: Mapping[str, str], *, has_page: bool) -> Iterator[TextFault]:
    fault = partial(TextFault, where)
    unknown = (_facts(text.subject) | _facts(text.text)) - set(facts)
    if unknown:
        yield _unknown(where, unknown)
        return
    subject = text.subject.format_map(facts)
    if len(subject) > LONGEST_SUBJECT:
        yield fault(
            f"the longest subject has {len(subject)} characters, at most {LONGEST_SUBJECT} are read",
            f"सबसे लंबे विषय में {len(subject)} अक्षर हैं, अधिकतम {LONGEST_SUBJECT} पढ़े जाते हैं",
        )
    if len(text.subject.splitlines()) != 1:
        yield fault("the subject must be one line", "विषय एक ही पंक्ति का होना चाहिए")
    if (has_page or text.button) and "link" not in _facts(text.text):
        yield fault(
            "the text must have the link: attachments and buttons do not open everywhere",
            "पाठ में लिंक होना चाहिए: जुड़ी फ़ाइल और बटन हर जगह नहीं खुलते",
        )
    if "link" in _facts(text.text) and not text.button:
        yield fault("a link needs the words of its button", "लिंक के बटन के शब्द नहीं लिखे हैं")


def _unknown(where: str, facts: set[str]) -> TextFault:
    return TextFault(where, f"the facts {sorted(facts)} are not known", f"ये बातें दर्ज नहीं हैं: {', '.join(sorted(facts))}")


def facts_of(kind: Kind) -> set[str]:
    """Return the facts that the kind's texts say, what is made for each message aside."""
    return set().union(*(facts for language in Language for facts in _said(kind, language).values()))


def _said(kind: Kind, language: Language) -> dict[str, set[str]]:
    """Return what each channel says in the language, what is made for each message aside."""
    said: dict[str, set[str]] = {}
    # The words of a one-time password are Meta's, and name the sender in their own way.
    if kind.whatsapp and kind.whatsapp[language].category != "AUTHENTICATION":
        said["whatsapp"] = facts_said(kind.whatsapp[language]) - MADE
    if kind.session:
        said["whatsapp"] = _facts(kind.session[language])
    if kind.sms:
        said["sms"] = _facts(kind.sms[language].text) - MADE
    if kind.email:
        said["email"] = _facts(kind.email[language].text) - MADE
    return said


def _same_facts(kind: Kind, language: Language) -> Iterator[str]:
    said = _said(kind, language)
    everything = set().union(*said.values())
    for channel, facts in said.items():
        if facts != everything:
            yield f"{channel}.{language}: says nothing of {', '.join(sorted(everything - facts))}"


def _facts(text: str) -> set[str]:
    """Return the facts that the text says; :raises ValueError: if one has more in its braces than its name."""
    said = [(name, form, turned) for _, name, form, turned in string.Formatter().parse(text) if name is not None]
    for name, form, turned in said:
        if not name.isidentifier() or form or turned:
            raise ValueError(f"{{{name}…}} must be {{ and the name of a fact and }}")
    return {name for name, _, _ in said}
