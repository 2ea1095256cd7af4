"""The phone's and the mailbox's screens in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple
from urllib.parse import quote

from bijlisetu.plumbing.india import INDIA
from bijlisetu.simulator.mail.letter import Letter
from bijlisetu.simulator.people.behaviour import Deed
from bijlisetu.simulator.people.opener import link_in
from bijlisetu.simulator.phone.bubbles import Bubble
from bijlisetu.values import Language
from bijlisetu.values.dates import day_in_words

LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)।]")
BOLD = re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)")
#: Tick marks as on a phone, and the same in words.
TICKS = {
    "": ("🕓", "अभी फ़ोन तक नहीं पहुँचा"),
    Deed.SENT: ("✓", "भेजा गया"),
    Deed.DELIVERED: ("✓✓", "पहुँचा"),
    Deed.READ: ("✓✓", "पढ़ा गया"),
    Deed.OPENED: ("✓✓", "लिंक खोला गया"),
    Deed.FAILED: ("✕", "नहीं पहुँचा"),
    Deed.EXPIRED: ("✕", "फ़ोन बंद रहा, नहीं पहुँचा"),
    Deed.REJECTED: ("✕", "ऑपरेटर ने रोका"),
    Deed.BOUNCED: ("✕", "लौट आया"),
}
ARRIVED = frozenset({Deed.DELIVERED, Deed.READ, Deed.OPENED})
CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS"}


class Received(NamedTuple):
    """A mail in its box."""

    id: str
    at: float
    sender: str
    state: str
    letter: Letter
    files: Sequence[str]  #: their names


def index(*, numbers: Iterable[str], mailboxes: Iterable[str]) -> str:
    """Return the list of phones and mailboxes that received something."""
    phones = _links((f"/phone/{number}", _grouped(number)) for number in numbers)
    mails = _links((f"/mailbox/{quote(mailbox)}", mailbox) for mailbox in mailboxes)
    empty = "<p class=empty>अभी तक किसी को संदेश नहीं मिला। बिल भेजें, फिर यहाँ देखें।</p>"
    body = f"<h1>फ़ोन <small>Phones</small></h1>{phones or empty}"
    if mails:
        body += f"<h2>ई-मेल <small>Mailboxes</small></h2>{mails}"
    return screen("फ़ोन", f"<main class=index>{body}</main>")


def phone(number: str, bubbles: list[Bubble]) -> str:
    """Return the phone's whole screen."""
    channels = list(dict.fromkeys(bubble.channel for bubble in reversed(bubbles))) or ["whatsapp"]
    choice = "".join(f"<option value={name}>{CHANNELS[name]}</option>" for name in channels)
    chat = f"""<main class=phone>
<header><a href="/phone/" aria-label="सब फ़ोन">‹</a>
<div><h1>बिजली विभाग</h1><small>{_grouped(number)}</small></div>
<a class=pay href="/phone/{number}/upi">UPI</a></header>
<div id=messages role=log aria-label="संदेश" tabindex=0
 data-from="/phone/{number}/messages">{messages(number, bubbles)}</div>
<form class=answer method=post action="/phone/{number}/answer">
<select name=channel aria-label="किस रास्ते">{choice}</select>
<input name=text required maxlength=1000 autocomplete=off placeholder="उत्तर लिखें" aria-label="उत्तर लिखें">
<button class=deed>भेजें</button></form>
<form class=call method=post action="/phone/{number}/call"><button>विभाग को मिस्ड कॉल दें</button></form></main>"""
    return screen(_grouped(number), chat)


def messages(number: str, bubbles: Iterable[Bubble]) -> str:
    """Return the phone's messages: the part of the screen that is refreshed."""
    bubbles = list(bubbles)
    answered = {bubble.id for bubble in bubbles if bubble.is_own and bubble.id}
    day, parts = "", []
    for bubble in bubbles:
        if (on := _day(bubble.at)) != day:
            day = on
            parts.append(f"<p class=day>{day}</p>")
        parts.append(_bubble(number, bubble, is_answered=bubble.id in answered))
    return "".join(parts) or "<p class=empty>इस फ़ोन पर अभी कोई संदेश नहीं।</p>"


def mailbox(address: str, letters: Iterable[Received]) -> str:
    """Return the mailbox's screen: each mail with when it came, from whom, what became of it, and its files."""
    mails = "".join(_mail(address, received) for received in letters)
    head = f'<header><a href="/phone/" aria-label="सब">‹</a><div><h1>{escape(address)}</h1></div></header>'
    empty = "<p class=empty>इस मेलबॉक्स में अभी कोई पत्र नहीं।</p>"
    return screen(address, f"<main class='phone mail'>{head}{mails or empty}</main>")


def app(code: str) -> str:
    """Return the screen of an officer's app that shows codes; the page is to be loaded anew for the next one."""
    shown = f"<p class=empty><b>{code[:3]} {code[3:]}</b></p>" if code else "<p class=empty>यहाँ कोई ऐप नहीं।</p>"
    return screen("कोड", f"<main class=index><h1>अधिकारी का कोड <small>Code of the app</small></h1>{shown}</main>")


def _bubble(number: str, bubble: Bubble, *, is_answered: bool) -> str:
    if bubble.is_own:
        label = "" if bubble.channel == "whatsapp" else "<small class=label>SMS</small>"
        return f"<div class='bubble own'>{label}{_rich(bubble.text)}<small>{_clock(bubble.at)}</small></div>"
    if bubble.channel == "sms":
        label = f"<small class=label>SMS · {escape(bubble.sender)}</small>"
        inside = f"{label}{_rich(bubble.text)}{_foot(bubble)}{_pay(number, bubble)}"
        return f"<div class='bubble sms{_arrived(bubble)}'>{inside}</div>"
    heading = f"<b>{escape(bubble.heading)}</b><br>" if bubble.heading else ""
    footer = f"<small class=footer>{escape(bubble.footer)}</small>" if bubble.footer else ""
    inside = f"{_document(bubble)}{heading}{_rich(bubble.text)}{footer}{_foot(bubble)}{_pay(number, bubble)}"
    return f"<div class='bubble{_arrived(bubble)}'>{inside}{_buttons(number, bubble, is_answered)}</div>"


def _document(bubble: Bubble) -> str:
    if not bubble.document_name:
        return ""
    card = f"<span class=sheet>PDF</span><span>{escape(bubble.document_name)}<small>बिल खोलें</small></span>"
    if not bubble.document:
        return f"<div class=document>{card}</div>"
    return f'<a class=document href="{escape(bubble.document)}" target=_blank rel=noopener>{card}</a>'


def _pay(number: str, bubble: Bubble) -> str:
    """Return the way to the phone's UPI app, where there is a bill to open."""
    if not (bubble.document or link_in(bubble.text)):
        return ""
    return f'<a class=pay href="/phone/{number}/upi?message={quote(bubble.id)}">UPI से चुकाएँ</a>'


def _buttons(number: str, bubble: Bubble, is_answered: bool) -> str:
    disabled = " disabled" if is_answered else ""
    buttons = "".join(
        f"<button name=index value={reply.place}{disabled}>{escape(reply.label)}</button>" for reply in bubble.buttons
    )
    opening = "".join(
        f'<a class=open href="{escape(one.link)}" target=_blank rel=noopener>{escape(one.label)}</a>'
        for one in bubble.links
    )
    if not buttons:
        return opening
    hidden = f'<input type=hidden name=message value="{escape(bubble.id)}">'
    return f'<form class=replies method=post action="/phone/{number}/press">{hidden}{buttons}</form>{opening}'


def _foot(bubble: Bubble) -> str:
    tick, words = TICKS[bubble.state]
    read = " class=read" if bubble.state in (Deed.READ, Deed.OPENED) else ""
    return f"<small>{_clock(bubble.at)} <span{read}><span aria-hidden=true>{tick}</span> {words}</span></small>"


def _arrived(bubble: Bubble) -> str:
    return "" if bubble.state in ARRIVED else " absent"


def _mail(address: str, received: Received) -> str:
    at, letter = received.at, received.letter
    tick, words = TICKS.get(received.state, ("", "")) if received.state else ("", "")
    # The mail is shown in a sandbox, so its scripts and styles stay inside.
    page = f'<iframe sandbox="allow-popups" srcdoc="{escape(_base_target(letter.html))}" title="पत्र"></iframe>'
    content = page if letter.html else f"<div class=text>{_rich(letter.text)}</div>"
    told = f"{escape(received.sender)} · {_day(at)}, {_clock(at)} {tick} {words}"
    head = f"<b>{escape(letter.subject)}</b><small>{told}</small>"
    files = _links(
        (f"/mailbox/{quote(address)}/{received.id}/{place}", name) for place, name in enumerate(received.files)
    )
    return f"<article class=letter>{head}{content}{files and f'<nav class=files>{files}</nav>'}</article>"


def _base_target(page: str) -> str:
    return f"<base target=_blank>{page}"


def _rich(text: str) -> str:
    """Return the text with links one can press, *bold* and line breaks."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        link = escape(found.group())
        parts += [_plain(text[end : found.start()]), f'<a href="{link}" target=_blank rel=noopener>{link}</a>']
        end = found.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    return BOLD.sub(r"<b>\1</b>", escape(text)).replace("\n", "<br>")


def _links(pairs: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(link)}">{escape(words)}</a></li>' for link, words in pairs)
    return f"<ul>{items}</ul>" if items else ""


def _grouped(number: str) -> str:
    return f"+{number[:-10]} {number[-10:-5]} {number[-5:]}"


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, INDIA).strftime("%H:%M")


def _day(at: float) -> str:
    on = datetime.fromtimestamp(at, INDIA)
    return day_in_words(on, Language.HINDI)


def screen(title: str, body: str) -> str:
    """Return a whole page of the phone's."""
    return PAGE.substitute(title=escape(title), body=body)


PAGE = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
