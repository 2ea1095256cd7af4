"""Fill a kind's words with a notice's facts: pure, no clock, no database."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache

import orjson

from bijlisetu.channels.letter import Attachment, Mail, Registration, Sms
from bijlisetu.channels.whatsapp import content as whatsapp
from bijlisetu.channels.whatsapp.content import (
    Button,
    CopyCode,
    Document,
    Header,
    HeaderText,
    Image,
    MapSpot,
    Otp,
    QuickReply,
    Template,
    UrlSuffix,
)
from bijlisetu.channels.whatsapp.limits import MOST_REPLY_BUTTONS
from bijlisetu.kinds.kind import BILL, Action, Fact, FactType, Kind, Lane, SmsText, WhatsAppText
from bijlisetu.plumbing.codes import DIGITS, code_of
from bijlisetu.plumbing.india import INDIA
from bijlisetu.values import ChannelKind, Language, in_figures, rupees
from bijlisetu.values.dates import month_in_words

MAIL_PAGE = """<!doctype html><html lang="{language}"><body style="font:16px/1.6 'Noto Sans Devanagari',sans-serif;\
color:#16202C;max-width:36em;margin:auto;padding:16px;overflow-wrap:anywhere">\
{body}{button}{footer}</body></html>"""
MAIL_BUTTON = """<p><a href="{link}" style="display:inline-block;background:#0B4F8A;color:#fff;padding:12px 20px;\
border-radius:6px;text-decoration:none">{words}</a></p>"""
UNSUBSCRIBE = {
    Language.HINDI: "ऐसे ई-मेल नहीं चाहिए? बंद करें",
    Language.ENGLISH: "You want no such e-mails? Unsubscribe",
}
UNSUBSCRIBE_PAGE = '<p style="color:#53606E;font-size:14px"><a href="{link}" style="color:inherit">{words}</a></p>'
#: They stand within an amount, for which DLT allows thirty signs.
NOTHING_TO_PAY = {Language.HINDI: "कुछ जमा न करें", Language.ENGLISH: "nothing to pay"}
CREDIT = {Language.HINDI: "आपकी जमा", Language.ENGLISH: "credit"}
#: In the place of a code, wherever somebody else reads the message.
HIDDEN = "••••••"
#: In the place of a message's own code, wherever the message is not one that was sent: as long as most.
SAMPLE = "X" * 14
CHOOSE = {Language.HINDI: "चुनें", Language.ENGLISH: "Choose"}
#: How the file of a document is called, in the language of the letter.
FILE_NAMES = {BILL: {Language.HINDI: "बिल", Language.ENGLISH: "bill"}}


def fill(
    kind: Kind,
    channel: ChannelKind,
    *,
    language: Language,
    facts: Mapping[str, str],
    attempt: int,
    link: str,
    document_link: str,
    public_url: str,
    unsubscribe_link: str = "",
    good_for: timedelta | None = None,
    short: bool = False,
    genuine: str = "",
) -> whatsapp.Content | Sms | Mail:
    """
    Return what is to be carried on the channel, in the language, with the facts in their places.

    Short: the SMS is the one for operators that allow three variables and no more. Genuine: the message's code, by
    which anybody asks whether it is ours; without one a sample stands in its place.
    """
    words = Words(kind, facts, language)
    words["link"] = link
    if genuine:
        words["genuine"] = genuine
    match channel:
        case ChannelKind.WHATSAPP:
            return (
                _own_words(kind, language, words)
                if kind.session
                else _template(kind, language, words, attempt, document_link)
            )
        case ChannelKind.SMS:
            return _sms(kind, (kind.short_sms if short else kind.sms)[language], words, public_url, good_for)
        case ChannelKind.EMAIL:
            return _mail(kind, language, words, document_link, unsubscribe_link if kind.may_be_refused else "")
        case ChannelKind.CALL:
            raise ValueError("a call carries no letter")


def document_name(words: Mapping[str, str]) -> str:
    """Return what the file above a WhatsApp message is called."""
    return f"bill-{words['account_end']}.pdf"


def file_name(kind: Kind, language: Language, words: Mapping[str, str]) -> str:
    """Return what the file of an e-mail is called."""
    return f"{FILE_NAMES[kind.attaches][language]}-{words['account_end']}.pdf"


def specimen(kind: Kind, language: Language) -> Template | Otp:
    """Return the kind's template with something in every place: what is registered must fit it."""
    return _template(kind, language, defaultdict(lambda: "0"), attempt=0, document_link="0")


def paragraphs(kind: Kind, facts: Mapping[str, str], language: Language) -> list[str]:
    """Return the notice's own words for a page: those of its e-mail, without the link that led here."""
    text = _without_link(kind.email[language].text).format_map(Words(kind, facts, language))
    return [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]


def with_codes(kind: Kind, facts: Mapping[str, str], *, secret: str) -> Mapping[str, str]:
    """Return the facts with the code in the place of the record that it is made from."""
    named = (name for name, sort in kind.posted.items() if sort is FactType.CODE)
    codes = {name: code_of(facts[name], secret=secret) for name in named}
    return {**facts, **codes}


class Words(dict[str, str]):
    """A notice's facts as a person reads them, each put into words when a text first says it."""

    def __init__(self, kind: Kind, facts: Mapping[str, str], language: Language) -> None:
        super().__init__()
        self._kind, self._facts, self._language = kind, facts, language
        self["genuine"] = SAMPLE

    def __missing__(self, name: str) -> str:
        self[name] = word = as_read(self._kind.facts[name], self._facts, self._language)
        return word


NUMBER, RUPEES = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?"), re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")


@lru_cache(maxsize=10_000)
def fits(kind: FactType, value: str) -> bool:
    """Return whether a fact posted so can be read: 1253.00 rupees, the day 2026-12-07, a moment with its zone."""
    if "\0" in value:
        return False
    try:
        match kind:
            case FactType.NUMBER:
                return NUMBER.fullmatch(value) is not None
            case FactType.RUPEES:
                return RUPEES.fullmatch(value) is not None
            case FactType.DAY:
                return date.fromisoformat(value).isoformat() == value
            case FactType.MONTH:
                return date.fromisoformat(f"{value}-01").isoformat() == f"{value}-01"
            case FactType.MOMENT:
                return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True


def as_read(fact: Fact, facts: Mapping[str, str], language: Language) -> str:
    """Return one fact as a person reads it; a code is not to be read, but in the letter that carries it."""
    match fact.type:
        case FactType.CODE:
            return said if (said := facts[fact.name]).isdecimal() and len(said) == DIGITS else HIDDEN
        case FactType.TEXT | FactType.CHOICES:
            return facts[fact.name]
        case FactType.WORDS:
            return facts[f"{fact.name}_{language}"]
        case FactType.NUMBER:
            return in_figures(Decimal(facts[fact.name]))
        case FactType.RUPEES:
            return _to_pay(Decimal(facts[fact.name]), language)
        case FactType.DAY:
            return f"{date.fromisoformat(facts[fact.name]):%d-%m-%Y}"
        case FactType.MONTH:
            return month_in_words(date.fromisoformat(f"{facts[fact.name]}-01"), language)
        case FactType.MOMENT:
            return f"{datetime.fromisoformat(facts[fact.name]).astimezone(INDIA):%d-%m-%Y %H:%M}"


def _to_pay(amount: Decimal, language: Language) -> str:
    """Return an amount without its sign of the rupee; where nothing is to be paid it says so, and what is in credit."""
    written = rupees(abs(amount)).removeprefix("₹ ")
    if amount > 0:
        return written
    if amount < 0:
        return f"0.00 ({CREDIT[language]} {written})"
    return f"{written} ({NOTHING_TO_PAY[language]})"


def _template(
    kind: Kind, language: Language, words: Mapping[str, str], attempt: int, document_link: str
) -> Template | Otp:
    text = kind.whatsapp[language]
    if text.category == "AUTHENTICATION":
        return Otp(name=text.template, language=language, code=words[text.parameters[0]])
    return Template(
        name=text.template,
        language=language,
        body=tuple(words[name] for name in text.parameters),
        names=text.parameters if text.named else (),
        header=_header(text, words, document_link),
        buttons=(
            *(QuickReply(f"{meaning}:{attempt}") for meaning in text.quick_replies),
            *(_button(action, words) for action in text.actions),
        ),
    )


def _own_words(kind: Kind, language: Language, words: Mapping[str, str]) -> whatsapp.Session:
    """Return words of our own, with a button or a line of a menu for each choice there is."""
    text = kind.session[language].format_map(words)
    choices = tuple(
        whatsapp.Choice(id=payload, title=hindi if language is Language.HINDI else english)
        for fact in kind.facts.values()
        if fact.type is FactType.CHOICES
        for payload, hindi, english in orjson.loads(words[fact.name])
    )
    if not choices:
        return whatsapp.Text(text=text)
    if len(choices) <= MOST_REPLY_BUTTONS:
        return whatsapp.ReplyButtons(text=text, buttons=choices)
    return whatsapp.Menu(text=text, button=CHOOSE[language], sections=(whatsapp.Section(title="", rows=choices),))


def _header(text: WhatsAppText, words: Mapping[str, str], document_link: str) -> Header | None:
    facts = [words[name] for name in text.header_facts]
    match text.header:
        case "document":
            return Document(link=document_link, name=document_name(words))
        case "image":
            return Image(link=facts[0])
        case "location":
            return MapSpot(latitude=float(facts[0]), longitude=float(facts[1]), name=facts[2], address=facts[3])
        case "text" if facts:
            return HeaderText(facts[0], text.header_facts[0] if text.named else "")
        case _:
            return None


def _button(action: Action, words: Mapping[str, str]) -> Button | None:
    if action.url and action.fact:
        fixed = action.url.removeprefix("{public}").removesuffix("{{1}}")
        return UrlSuffix(words[action.fact].partition(fixed)[2])
    return CopyCode(words[action.fact]) if action.fact else None


def _sms(kind: Kind, sms: SmsText, words: Mapping[str, str], public_url: str, good_for: timedelta | None) -> Sms:
    return Sms(
        text=sms.text.format_map(words),
        header=sms.header,
        entity_id=sms.entity_id,
        template_id=sms.template_id,
        registration=registration(sms, public_url),
        is_otp=kind.lane is Lane.OTP,
        good_for=good_for,
    )


@cache
def registration(sms: SmsText, public_url: str) -> Registration:
    """Return what the text is scrubbed against, with our own address among the whitelisted ones."""
    return Registration(
        text=sms.registered,
        header=sms.header,
        template_id=sms.template_id,
        category=sms.category,
        urls=tuple(url.replace("{public}", public_url) for url in sms.urls),
        call_back_numbers=sms.call_back_numbers,
    )


def _mail(kind: Kind, language: Language, words: Mapping[str, str], document_link: str, unsubscribe: str) -> Mail:
    mail = kind.email[language]
    text = mail.text.format_map(words)
    paragraphs = html.escape(_without_link(mail.text).format_map(words)).split("\n\n")
    body = "".join(
        f"<p>{paragraph.strip().replace(chr(10), '<br>')}</p>" for paragraph in paragraphs if paragraph.strip()
    )
    link, label = html.escape(words["link"]), html.escape(mail.button)
    button = MAIL_BUTTON.format(link=link, words=label) if label else ""
    footer = ""
    if unsubscribe:
        text += f"\n-- \n{UNSUBSCRIBE[language]}: {unsubscribe}\n"
        footer = UNSUBSCRIBE_PAGE.format(link=html.escape(unsubscribe), words=UNSUBSCRIBE[language])
    page = MAIL_PAGE.format(language=language, body=body, button=button, footer=footer)
    return Mail(
        subject=mail.subject.format_map(words),
        text=text,
        html=page,
        attachment=_file(kind, language, words, document_link) if kind.mail_has_document else None,
        unsubscribe=unsubscribe,
    )


def _file(kind: Kind, language: Language, words: Mapping[str, str], link: str) -> Attachment:
    name = file_name(kind, language, words)
    return Attachment(filename=name, mime_type="application/pdf", link=link)


def _without_link(text: str) -> str:
    """Return the text without the lines that hold the link: in HTML the button stands for them."""
    return "\n".join(line for line in text.split("\n") if "{link}" not in line)
