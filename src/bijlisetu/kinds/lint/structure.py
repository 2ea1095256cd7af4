"""Prove that the parts of a kind's file fit each other: ladder and texts, facts, buttons and answers, link and page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from bijlisetu.kinds.kind import MEANING, OFFICE, STAFF, FactType, Kind, Lane, MailText, SmsText
from bijlisetu.kinds.lint.campaigns import campaign_faults
from bijlisetu.values import ChannelKind, Language

LINK = "{link}"


def structure_faults(kind: Kind) -> Iterator[str]:
    """Return the faults of one kind that no single text shows."""
    yield from _ladder(kind)
    yield from _facts(kind)
    yield from _buttons(kind)
    yield from _link(kind)
    yield from campaign_faults(kind)
    yield from _lasting(kind)


def _ladder(kind: Kind) -> Iterator[str]:
    if not kind.ladder:
        yield "ladder: at least one channel is needed"
    texts = {
        ChannelKind.WHATSAPP: kind.whatsapp or kind.session, ChannelKind.SMS: kind.sms, ChannelKind.EMAIL: kind.email,
    }  # fmt: skip
    for step in kind.ladder:
        if step.channel is ChannelKind.CALL:
            yield "ladder: a call carries no letter"
        elif not texts[step.channel]:
            yield f"ladder: there is no text for {step.channel}"


def _facts(kind: Kind) -> Iterator[str]:
    named = chain.from_iterable(
        (*text.parameters, *text.header_facts, *(action.fact for action in text.actions if action.fact))
        for text in kind.whatsapp.values()
    )
    unknown = sorted(set(named) - set(kind.facts) - {"link", "genuine"})
    if unknown:
        yield f"whatsapp: the facts {unknown} are not known"
    has_code = any(fact.type is FactType.CODE for fact in kind.facts.values())
    if has_code and kind.lane is not Lane.OTP:
        yield "facts: a code goes out in the lane otp alone"
    if (kind.purpose == STAFF) != (kind.lane is Lane.STAFF) and not has_code:
        yield "lane: messages to people at work go in the lane staff, and no others do"
    if kind.ledger and kind.facts[kind.occasion].type is FactType.WORDS:
        yield "occasion: words differ by language, an occasion has one name"


def _buttons(kind: Kind) -> Iterator[str]:
    for meaning in kind.answers:
        if not re.fullmatch(MEANING, meaning):
            yield f"answers.{meaning}: the name may hold small letters, digits and _ only, or a press is not understood"
    if kind.yes and kind.yes == kind.no:
        yield "answers: yes and no mean the same"
    for meaning in sorted({one for text in kind.whatsapp.values() for one in text.quick_replies} - set(kind.answers)):
        yield f"whatsapp: the button {meaning!r} is none of [answers]"
    if kind.asks and not kind.unclear:
        yield "answers.unclear: say what is answered to words that nobody understands"
    for meaning, answer in kind.answers.items():
        if meaning in (kind.yes, kind.no) and not answer.reply:
            yield f"answers.{meaning}: say what is answered"


def _link(kind: Kind) -> Iterator[str]:
    texts = [text.text for language in Language for text in _texts(kind, language)]
    if any(LINK in text for text in texts) and not kind.opens:
        yield "opens: the texts have a link, say which page it opens"
    if (kind.opens == OFFICE) != (kind.purpose == STAFF) and kind.opens:
        yield "opens: pages of the office are for people at work, and for nobody else"
    if kind.opens == OFFICE and "page" not in kind.facts:
        yield "opens: the fact page must name the page of the office"
    if kind.opens and not kind.email:
        yield "opens: the page shows the words of the e-mail, and there are none"
    has_document = kind.mail_has_document or any(text.header == "document" for text in kind.whatsapp.values())
    if has_document and not kind.attaches:
        yield "attaches: a document goes with it, say which"


def _lasting(kind: Kind) -> Iterator[str]:
    if any(timedelta(seconds=text.ttl_seconds or 0) >= kind.valid_for for text in kind.whatsapp.values()):
        yield "whatsapp: ttl_seconds must end before valid_for_hours, or the engine never uses WhatsApp for it"


def _texts(kind: Kind, language: Language) -> Iterator[SmsText | MailText]:
    yield from (texts[language] for texts in (kind.sms, kind.short_sms, kind.email) if texts)
