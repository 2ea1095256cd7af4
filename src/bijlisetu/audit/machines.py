"""Names that the book of deeds writes where no person did it; no login is called so."""

from __future__ import annotations

TERMINAL = "terminal"  #: whoever sits at the machine
CLOCK = "clock"
RESTORE = "restore"
