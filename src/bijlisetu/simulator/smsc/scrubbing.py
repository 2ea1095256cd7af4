"""DLT scrubbing: what every Indian operator checks before it carries a message (TRAI, TCCCPR 2018)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bijlisetu.simulator.smsc.parts import Whole
from bijlisetu.simulator.smsc.pdu import Short, Tag
from bijlisetu.simulator.smsc.registry import Registry

HEADER = re.compile(r"[A-Za-z]{6}")
REGISTERED_ID = re.compile(rb"\d{19}")

NO_ENTITY = "600"
UNKNOWN_ENTITY = "601"
BAD_ENTITY = "604"
NO_CHAIN = "614"
UNKNOWN_CHAIN = "615"
NO_HEADER = "620"
HEADER_STATES = {"active": "", "inactive": "621", "blacklisted": "622"}
NO_TEMPLATE = "630"
TEMPLATE_STATES = {"active": "", "inactive": "631", "blacklisted": "632"}
NOT_MATCHED = "633"
HEADER_NOT_OF_TEMPLATE = "634"
VARIABLE_TOO_LONG = "635"
BAD_TEMPLATE = "637"


def objection(whole: Whole, registry: Registry | None) -> str:
    """Return the code by which scrubbing refuses the message, or nothing; without a registry any ids will do."""
    for short in whole.shorts:
        for code in _objections_to_part(short, registry):
            return code
    if not registry:
        return ""
    return next(_objections_to_text(whole, registry), "")


def _objections_to_part(short: Short, registry: Registry | None) -> Iterator[str]:
    entity = short.optional.get(Tag.DLT_ENTITY, b"")
    template = short.optional.get(Tag.DLT_TEMPLATE, b"")
    if not entity:
        yield NO_ENTITY
    if not REGISTERED_ID.fullmatch(entity):
        yield BAD_ENTITY
    if registry and entity.decode() != registry.entity:
        yield UNKNOWN_ENTITY
    if registry and registry.chain:
        chain = short.optional.get(Tag.DLT_CHAIN, b"")
        if chain.decode("latin-1") != registry.chain:
            yield UNKNOWN_CHAIN if chain else NO_CHAIN
    if not HEADER.fullmatch(short.source):
        yield NO_HEADER
    if not template:
        yield NO_TEMPLATE
    if not REGISTERED_ID.fullmatch(template):
        yield BAD_TEMPLATE


def _objections_to_text(whole: Whole, registry: Registry) -> Iterator[str]:
    short = whole.shorts[0]
    yield from filter(None, [HEADER_STATES.get(registry.headers.get(short.source, ""), NO_HEADER)])
    template = registry.templates.get(short.optional[Tag.DLT_TEMPLATE].decode())
    if not template:
        yield NO_TEMPLATE
        return
    yield from filter(None, [TEMPLATE_STATES[template.state]])
    if short.source not in template.headers:
        yield HEADER_NOT_OF_TEMPLATE
    found = template.within.fullmatch(whole.text)
    if not found:
        yield VARIABLE_TOO_LONG if template.beyond.fullmatch(whole.text) else NOT_MATCHED
    elif registry.has_strange_link(template, found.groups()):
        yield NOT_MATCHED
