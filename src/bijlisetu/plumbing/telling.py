"""What takes a while at the first start is told on the error stream, so that nobody takes it for standing still."""

from __future__ import annotations

import sys


def tell(doing: str) -> None:
    """Say what is being done."""
    sys.stderr.write(f"{doing} ...\n")
    sys.stderr.flush()
