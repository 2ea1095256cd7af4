"""Names that the book of deeds writes where no person did it; no login is called so."""

from __future__ import annotations

TERMINAL = "terminal"  #: whoever sits at the machine
CLOCK = "clock"
RESTORE = "restore"
REPLY = "reply"  #: a person, by answering a message
LINK = "link"  #: whoever held the link of a message
CARRIER = "carrier"
HOME = "home"  #: a person on our own entrance for everybody, without a login
#: With those that people would take for the machine, or for whoever runs it.
NAMES = frozenset({TERMINAL, CLOCK, RESTORE, REPLY, LINK, CARRIER, HOME, "root", "system", "bijlisetu", "simulator"})
