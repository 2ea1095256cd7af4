"""The parts of what is known of a person that can be erased."""

from __future__ import annotations

#: What can go, each by itself; the registry and the bills are nothing that a request can take away.
ADDRESSES, MESSAGES, VISITS, HISTORY = "addresses", "messages", "visits", "history"
PARTS = (ADDRESSES, MESSAGES, VISITS, HISTORY)
