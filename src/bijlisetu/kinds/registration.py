"""A kind's template as it is put before Meta: its words with examples, its header with a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial

from bijlisetu.channels.whatsapp.templates.text import (
    Call,
    CodeToCopy,
    HeaderMap,
    HeaderWords,
    LinkButton,
    QuickReplyLabel,
    Sample,
    TemplateButton,
    TemplateText,
)
from bijlisetu.kinds.fill import SAMPLE
from bijlisetu.kinds.kind import Action, Fact, Kind, WhatsAppText
from bijlisetu.values import Language

MINUTE = timedelta(minutes=1)

Facts = Mapping[str, Fact]
Example = Callable[[str], str]


class SampleMissing(ValueError):
    """A header needs a sample that nobody gave."""


def to_register(
    kinds: Iterable[Kind], *, public_url: str, document: Sample | None = None, image: Sample | None = None
) -> list[TemplateText]:
    """
    Return the templates of the kinds in every language.

    :raises SampleMissing: if a header needs a document or an image
    """
    return [
        _template(kind, text, language, public_url, {"document": document, "image": image})
        for kind in kinds
        for language, text in kind.whatsapp.items()
    ]


def _template(
    kind: Kind, text: WhatsAppText, language: Language, public_url: str, samples: dict[str, Sample | None]
) -> TemplateText:
    example = partial(_example, kind.facts, language)
    is_otp = text.category == "AUTHENTICATION"
    return TemplateText(
        name=text.template,
        language=language,
        body_text=text.text,
        examples=() if is_otp else tuple(map(example, text.parameters)),
        names=text.parameters if text.named else (),
        category=text.category,
        header=_header(text, example, samples),
        footer=text.footer,
        buttons=_buttons(text, example, public_url),
        valid_for=text.ttl_seconds,
        code_valid_minutes=kind.valid_for // MINUTE if is_otp else None,
    )


def _header(
    text: WhatsAppText, example: Example, samples: dict[str, Sample | None]
) -> Sample | HeaderWords | HeaderMap | None:
    if text.header == "text":
        fact = text.header_facts[0] if text.header_facts else ""
        return HeaderWords(text.header_text, example(fact) if fact else "", fact if text.named else "")
    if text.header == "location":
        return HeaderMap()
    if text.header and samples[text.header] is None:
        raise SampleMissing(f"the template {text.template} needs a sample of its {text.header}")
    return samples[text.header] if text.header else None


def _buttons(text: WhatsAppText, example: Example, public_url: str) -> list[TemplateButton]:
    labels = iter(text.buttons)
    return [
        *(QuickReplyLabel(next(labels)) for _ in text.quick_replies),
        *(_button(action, example, public_url, labels) for action in text.actions),
    ]


def _button(action: Action, example: Example, public_url: str, labels: Iterator[str]) -> TemplateButton:
    if not action.url and not action.phone:
        return CodeToCopy(example(action.fact))
    label = next(labels)
    if action.phone:
        return Call(label, action.phone)
    url = action.url.replace("{public}", public_url)
    return LinkButton(label, url, url.replace("{{1}}", "example") if action.fact else "")


def _example(facts: Facts, language: Language, fact: str) -> str:
    return SAMPLE if fact == "genuine" else facts[fact].longest[language]
