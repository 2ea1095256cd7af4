"""Pictures come in small pieces, and are whole when their hash fits."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.forms.answers import LARGEST_PHOTO
from bijlisetu.fieldwork.models import Photo, PhotoPiece, Visit
from bijlisetu.fieldwork.telling import Why
from bijlisetu.plumbing.pictures.traces import without_traces

#: How a picture begins, whatever its name: JPEG, PNG, WebP.
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
SHORTEST = 12  #: octets, to see which it is


class NotAPhoto(ValueError):
    """The picture is not taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def add_piece(*, visit: UUID, name: str, size: int, sha256: str, offset: int, content: bytes, at: datetime) -> int:
    """
    Keep the next octets of a picture; return how many we have now. Octets that are not the next ones are let fall.

    :raises NotAPhoto: if it is no picture, too large, not what was said of it, or another than the one we have whole
    """
    if not 0 < size <= LARGEST_PHOTO:
        raise NotAPhoto(Why.TOO_LARGE)
    Visit.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=visit)  # one piece after the other
    photo, _ = Photo.objects.get_or_create(visit_id=visit, name=name, defaults={"size": size, "sha256": sha256})
    if (photo.size, photo.sha256) != (size, sha256):
        photo = _another(photo, size=size, sha256=sha256)
    if offset != photo.received or photo.completed_at or not content:
        return photo.received
    if offset == 0 and not is_picture(content):
        raise NotAPhoto(Why.BAD_ANSWER)
    if offset + len(content) > size:
        raise NotAPhoto(Why.BAD_ANSWER)
    PhotoPiece.objects.create(photo=photo, offset=offset, content=content)
    photo.received = offset + len(content)
    if photo.received == size:
        _keep_whole(photo)
        photo.completed_at = at
    photo.save(update_fields=["received", "completed_at"])
    return photo.received


class Picture(NamedTuple):
    """A picture that came whole."""

    content: bytes
    media: str


def look_at(*, visit: UUID, name: str, by: str, at: datetime) -> Picture | None:
    """Return the picture; none if there is none yet. Each look is written down: it may show a home or a person."""
    photo = Photo.objects.filter(visit=visit, name=name).exclude(completed_at=None).select_related("visit").first()
    if photo is None:
        return None
    content = b"".join(photo.pieces.order_by("offset").values_list("content", flat=True))
    told = {"visit": str(visit), "field": name}
    audit.note(deed="photo.seen", records=[f"consumer:{photo.visit.consumer_id}"], by=by, at=at, detail=told)
    return Picture(content, media_of(content))


def media_of(octets: bytes) -> str:
    """Return what kind of picture the octets are, by how they begin; nothing if they are none."""
    if not is_picture(octets):
        return ""
    return "image/jpeg" if octets.startswith(JPEG) else "image/png" if octets.startswith(PNG) else "image/webp"


def is_picture(octets: bytes) -> bool:
    """Return whether octets begin as a JPEG, PNG or WebP picture does."""
    is_webp = octets[:4] == b"RIFF" and octets[8:12] == b"WEBP"
    return len(octets) >= SHORTEST and (octets.startswith((JPEG, PNG)) or is_webp)


def _another(photo: Photo, *, size: int, sha256: str) -> Photo:
    """Let a picture that was taken anew stand in place of the one that is not whole yet."""
    if photo.completed_at:
        raise NotAPhoto(Why.CHANGED)
    photo.pieces.all().delete()
    photo.size, photo.sha256, photo.received = size, sha256, 0
    photo.save(update_fields=["size", "sha256", "received"])
    return photo


def _keep_whole(photo: Photo) -> None:
    """Keep the picture that is what was said of it, without what a camera wrote in it: the visit has place and hour."""
    content = b"".join(photo.pieces.order_by("offset").values_list("content", flat=True))
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        raise NotAPhoto(Why.BAD_ANSWER)
    if (clean := without_traces(content)) != content:
        photo.pieces.all().delete()
        PhotoPiece.objects.create(photo=photo, offset=0, content=clean)
