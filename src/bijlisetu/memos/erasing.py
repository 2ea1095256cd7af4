"""What goes of what was written to people at work about a person, and to a number before it was on their account."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, masked, token

SWEPT = (
    token(MESSAGES, "memos_memo", '"to"'),
    masked(MESSAGES, "memos_memo", "facts"),
    masked(MESSAGES, "memos_enclosure", "content"),
)
