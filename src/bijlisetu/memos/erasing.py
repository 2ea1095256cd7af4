"""What goes of what was written to people at work about a person."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, masked

SWEPT = (masked(MESSAGES, "memos_memo", "facts"), masked(MESSAGES, "memos_enclosure", "content"))
