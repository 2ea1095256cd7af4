"""What a notice says on a channel, as a clerk or an officer reads it beside what people made of it: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bijlisetu.kinds.fill import Words, paragraphs
from bijlisetu.kinds.kind import Kind
from bijlisetu.values import ChannelKind, Language

#: In the place of a person's own link: whoever follows it counts as the reader.
LINK = {Language.HINDI: "[लिंक]", Language.ENGLISH: "[link]"}
VARIABLE = re.compile(r"\{\{(\w+)\}\}")


def said(kind: Kind, channel: ChannelKind, facts: Mapping[str, str], language: Language) -> list[str]:
    """Return the words that the channel carries, in paragraphs; none where the kind says nothing there."""
    words = Words(kind, facts, language)
    words["link"] = LINK[language]
    match channel:
        case ChannelKind.WHATSAPP if kind.session:
            return [kind.session[language].format_map(words)]
        case ChannelKind.WHATSAPP if kind.whatsapp:
            return _template(kind, language, words)
        case ChannelKind.SMS if kind.sms:
            return [kind.sms[language].text.format_map(words)]
        case ChannelKind.EMAIL if kind.email:
            return [kind.email[language].subject.format_map(words), *paragraphs(kind, facts, language)]
    return []


def _template(kind: Kind, language: Language, words: Mapping[str, str]) -> list[str]:
    text = kind.whatsapp[language]
    named = {str(place): name for place, name in enumerate(text.parameters, start=1)}

    def filled(said: str, names: Mapping[str, str]) -> str:
        return VARIABLE.sub(lambda found: words[names.get(found[1], found[1])], said)

    header = filled(text.header_text, dict(zip(["1"], text.header_facts, strict=False)))
    buttons = " ".join(f"[{label}]" for label in text.buttons)
    return [part for part in (header, filled(text.text, named), text.footer, buttons) if part]
