"""What a notice says on a channel, as a clerk or an officer reads it beside what people made of it: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.kinds.fill import Words, document_name, file_name, paragraphs
from bijlisetu.kinds.kind import Kind
from bijlisetu.values import ChannelKind, Language

#: In the place of a person's own link: whoever follows it counts as the reader.
LINK = {Language.HINDI: "[लिंक]", Language.ENGLISH: "[link]"}
VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notice as a telephone or a mailbox shows it, part by part."""

    header: str = ""  #: its words
    document: str = ""  #: the name of the file above the words
    has_picture: bool = False
    subject: str = ""
    paragraphs: tuple[str, ...] = ()
    footer: str = ""
    buttons: tuple[str, ...] = ()


def shown(kind: Kind, channel: ChannelKind, facts: Mapping[str, str], language: Language) -> Shown | None:
    """Return what the channel carries; nothing where the kind says nothing there."""
    words = Words(kind, facts, language)
    words["link"] = LINK[language]
    match channel:
        case ChannelKind.WHATSAPP if kind.session:
            return Shown(paragraphs=(kind.session[language].format_map(words),))
        case ChannelKind.WHATSAPP if kind.whatsapp:
            return _template(kind, language, words)
        case ChannelKind.SMS if kind.sms:
            return Shown(paragraphs=(kind.sms[language].text.format_map(words),))
        case ChannelKind.EMAIL if kind.email:
            mail = kind.email[language]
            return Shown(
                subject=mail.subject.format_map(words),
                document=file_name(kind, language, words) if kind.mail_has_document else "",
                paragraphs=tuple(paragraphs(kind, facts, language)),
                buttons=(mail.button,) if mail.button else (),
            )
    return None


def said(kind: Kind, channel: ChannelKind, facts: Mapping[str, str], language: Language) -> list[str]:
    """Return the words that the channel carries, in paragraphs; none where the kind says nothing there."""
    found = shown(kind, channel, facts, language)
    if found is None:
        return []
    buttons = "" if channel is ChannelKind.EMAIL else " ".join(f"[{label}]" for label in found.buttons)
    return [part for part in (found.subject, found.header, *found.paragraphs, found.footer, buttons) if part]


def _template(kind: Kind, language: Language, words: Mapping[str, str]) -> Shown:
    text = kind.whatsapp[language]
    named = {str(place): name for place, name in enumerate(text.parameters, start=1)}

    def filled(said: str, names: Mapping[str, str]) -> str:
        return VARIABLE.sub(lambda found: words[names.get(found[1], found[1])], said)

    return Shown(
        header=filled(text.header_text, dict(zip(["1"], text.header_facts, strict=False))),
        document=document_name(words) if text.header == "document" else "",
        has_picture=text.header == "image",
        paragraphs=(filled(text.text, named),),
        footer=text.footer,
        buttons=text.buttons,
    )
