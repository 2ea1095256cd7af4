"""The rules that hold at a moment: those that came with us, or as the utility has edited them."""

from __future__ import annotations

import logging
from datetime import datetime

from bijlisetu.contact.hygiene.rules import BadRules, Rules, read, shipped
from bijlisetu.editions.queries import texts

logger = logging.getLogger(__name__)
#: What the edited file is called.
FILE = "hygiene-rules"


def rules(*, at: datetime) -> Rules:
    """Return the rules that hold at the moment."""
    edited = texts(FILE, at=at).get(FILE, "")
    try:
        return read(edited or shipped())
    except BadRules:
        # They were in order when they were issued: a newer version of ours reads rules otherwise.
        logger.exception("edited rules of hygiene do not hold any more, those that came with us do")
        return read(shipped())
