"""Keep photos and voice notes with their complaints: each file once, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.complaints.models import Complaint, Enclosed, Enclosure
from bijlisetu.plumbing.pictures.traces import without_traces
from bijlisetu.plumbing.refusal import Refusal

MOST_OCTETS = 8 * 1024 * 1024
#: By how such a file begins; what a browser or carrier calls it is not believed.
BEGINS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)


class NotEnclosable(Refusal):
    """The file is no photo or voice note, or too large."""


@dataclass(frozen=True, slots=True)
class File:
    """What came with a complaint."""

    content: bytes

    @property
    def mime_type(self) -> str:
        """Return what it is; :raises NotEnclosable: if it is no photo or voice note, or too large."""
        if len(self.content) > MOST_OCTETS:
            raise NotEnclosable("a file has at most 8 MB")
        found = next((kind for begins, kind in BEGINS if self.content.startswith(begins)), "")
        if not found and self.content[:4] == b"RIFF" and self.content[8:12] == b"WEBP":
            found = "image/webp"
        if not found and self.content[4:11] == b"ftypM4A":
            found = "audio/mp4"
        if not found:
            raise NotEnclosable("a photo or a voice note is wanted")
        return found


def enclose(complaint: Complaint, files: Sequence[File], *, at: datetime) -> int:
    """Keep the files with the complaint, without what a camera wrote in them; return how many are new to it."""
    new = 0
    for file in files:
        mime_type, content = file.mime_type, without_traces(file.content)
        name = hashlib.sha256(content).hexdigest()
        kept, _ = Enclosure.objects.get_or_create(
            sha256=name, defaults={"content": content, "mime_type": mime_type, "at": at}
        )
        _, is_new = Enclosed.objects.get_or_create(complaint=complaint, enclosure=kept, defaults={"at": at})
        new += is_new
    return new
