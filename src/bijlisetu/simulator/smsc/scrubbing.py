"""DLT scrubbing: what every Indian operator checks before it carries a message (TRAI, TCCCPR 2018)."""

from __future__ import annotations

import re

from bijlisetu.simulator.smsc.pdu import Short, Tag

HEADER = re.compile(r"[A-Za-z]{6}")
REGISTERED_ID = re.compile(rb"\d{19}")

NO_ENTITY = "600"
BAD_ENTITY = "604"
NO_HEADER = "620"
NO_TEMPLATE = "630"
BAD_TEMPLATE = "637"


def objection(short: Short) -> str:
    """Return the code by which scrubbing refuses the message, or nothing."""
    entity = short.optional.get(Tag.DLT_ENTITY, b"")
    template = short.optional.get(Tag.DLT_TEMPLATE, b"")
    checks = (
        (not entity, NO_ENTITY),
        (not REGISTERED_ID.fullmatch(entity), BAD_ENTITY),
        (not HEADER.fullmatch(short.source), NO_HEADER),
        (not template, NO_TEMPLATE),
        (not REGISTERED_ID.fullmatch(template), BAD_TEMPLATE),
    )
    return next((code for is_wrong, code in checks if is_wrong), "")
