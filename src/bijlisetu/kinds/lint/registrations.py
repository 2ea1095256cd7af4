"""Prove that what a registrar has under one name is one text, whichever kinds use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bijlisetu.kinds.kind import Kind, WhatsAppText


class Name(NamedTuple):
    """What a registrar knows a text by."""

    what: str
    id: str


class Use(NamedTuple):
    """A place that uses a registered text, and what it takes that to be."""

    file: str
    where: str
    text: object


def registered_twice(kinds: Iterable[tuple[str, Kind]]) -> Iterator[str]:
    """
    Yield each place where a name stands for another text than where it was first used.

    The operator scrubs a message against the one text that the portal has under the id: of two only one can pass.
    """
    first: dict[Name, Use] = {}
    for file, kind in kinds:
        for name, use in _uses(file, kind):
            known = first.setdefault(name, use)
            if known.text != use.text:
                yield (
                    f"{use.file}: {use.where}: {name.what} {name.id} stands for another text "
                    f"in {known.file}, {known.where}"
                )


def _uses(file: str, kind: Kind) -> Iterator[tuple[Name, Use]]:
    for where, texts in (("sms", kind.sms), ("sms.short", kind.short_sms)):
        for language, text in texts.items():
            # The portal leaves blanks and line ends out of account.
            told = ("".join(text.registered.split()), text.header, text.entity_id)
            yield Name("the DLT id", text.template_id), Use(file, f"{where}.{language}", told)
    for language, template in kind.whatsapp.items():
        name = Name("the template", f"{template.template} ({language})")
        yield name, Use(file, f"whatsapp.{language}", _as_registered(template))


def _as_registered(template: WhatsAppText) -> object:
    """Return what Meta has of a template; which of our facts fill its places is no part of that."""
    actions = tuple((action.url, action.phone, bool(action.fact)) for action in template.actions)
    return (
        template.category, template.text, template.footer, template.buttons, len(template.parameters), template.header,
        template.header_text, len(template.quick_replies), actions, template.named and set(template.parameters),
    )  # fmt: skip
