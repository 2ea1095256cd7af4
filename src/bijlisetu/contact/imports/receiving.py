"""Take a file piece by piece, as a slow line brings it, and say what waits to be read."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from bijlisetu.contact.imports.models import Import, ImportPiece
from bijlisetu.plumbing.refusal import Refusal

READ_FILES = "read_files"  #: the job that reads what waits
LARGEST = 1024**3  #: octets of a file
LARGEST_PIECE = 200 * 1024
LONGEST_NAME = 200  #: octets; a disk takes 255, and a letter of Hindi is three
MARKS = re.compile(r"[\x00-\x1f\x7f/\\]+")


class FileNotTaken(Refusal):
    """A file or a piece of it that cannot be taken."""


def announce(
    *, what: Import.What, mapping: str, file: str, size: int, at: datetime, by: str, month: date | None = None
) -> Import:
    """Make room for a file; :raises FileNotTaken: if it is empty or too large, or has no name."""
    name = MARKS.sub(" ", file).strip().encode("utf-8", "ignore")[-LONGEST_NAME:].decode("utf-8", "ignore").strip()
    if not name.strip(".") or not 0 < size <= LARGEST:
        raise FileNotTaken("the file is empty, or larger than 1 GB")
    return Import.objects.create(what=what, mapping=mapping, file=name, size=size, at=at, by=by, month=month)


@transaction.atomic
def take_piece(*, number: int, begins: int, content: bytes, by: str) -> int:
    """
    Keep the piece, if it follows what is there; return how many octets are there: the sender goes on from there.

    :raises FileNotTaken: if nobody announced the file, it is another person's, or the piece is too large for it
    """
    made = Import.objects.select_for_update().filter(pk=number, by=by).first()
    if made is None or not 0 < len(content) <= LARGEST_PIECE or begins + len(content) > made.size:
        raise FileNotTaken("this piece belongs to no file that is being sent")
    if made.state == Import.State.COMING and begins == made.received:
        ImportPiece.objects.create(of=made, begins=begins, content=content)
        made.received += len(content)
        made.state = Import.State.WAITING if made.received == made.size else Import.State.COMING
        made.save(update_fields=["received", "state"])
    return made.received


def write_to(made: Import, folder: Path) -> Path:
    """Write the pieces to a file of the same name in the folder, and return its path."""
    path = folder / made.file
    with path.open("wb") as file:
        for content in made.pieces.order_by("begins").values_list("content", flat=True).iterator(chunk_size=20):
            file.write(content)
    return path
