"""What goes of what was written to people at work about a person."""

from __future__ import annotations

from bijlisetu.audit.erasures import MESSAGES
from bijlisetu.audit.sweeping import masked

SWEPT = (masked(MESSAGES, "memos_memo", "facts"), masked(MESSAGES, "memos_enclosure", "content"))
