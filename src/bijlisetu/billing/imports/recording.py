"""Write down what a file changes among the bills, within the transaction that changes them."""

from __future__ import annotations

from datetime import datetime

from bijlisetu.contact.imports import images

BILLS = "billing_bill"
#: The bills that the file names.
NAMED = "WHERE known.number IN (SELECT number FROM pg_temp.{staged} WHERE reason IS NULL)"
#: What the file has changed bears its moment; no other file was read at once.
OF_THE_FILE = "now.imported_at = %(at)s"


def remember(*, staged: str) -> None:
    """Keep the bills that the staged rows name as they are."""
    images.remember(BILLS, where=NAMED.format(staged=staged))


def write_down(*, of: int, at: datetime) -> None:
    """Write down for the import what has become of them."""
    images.write_down(BILLS, of=of, touched=OF_THE_FILE, at=at)
