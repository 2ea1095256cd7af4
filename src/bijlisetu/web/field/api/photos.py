"""Pictures follow their visits in pieces; whoever asks is told how much of one we have."""

from __future__ import annotations

import re
import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bijlisetu.fieldwork import queries
from bijlisetu.fieldwork.actions.photos import NotAPhoto, add_piece
from bijlisetu.fieldwork.telling import Why
from bijlisetu.web.desk import person_of
from bijlisetu.web.field.api.gate import NotRead, said, spoken
from bijlisetu.web.paging import number_in

LARGEST_PIECE = 32 * 1024  #: octets
SHA256 = re.compile("[0-9a-f]{64}")


@require_http_methods(["GET", "HEAD", "PUT"])
@spoken
def photo(request: HttpRequest, visit: uuid.UUID, field: str) -> HttpResponse:
    """Tell how many octets of the picture are here; with PUT, after taking more."""
    if not queries.may_have_photo(visit, field, person=person_of(request).pk):
        raise NotRead(404, Why.UNKNOWN_DOOR)
    if request.method != "PUT":
        return said({"received": queries.received_of(visit, field)})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_PIECE:
        raise NotRead(413, Why.TOO_LARGE)
    size, offset = number_in(request.GET.get("size", "")), number_in(request.GET.get("from", ""))
    sha256 = request.GET.get("sha256", "")
    if size is None or offset is None or not SHA256.fullmatch(sha256):
        raise NotRead(400, Why.BAD_ANSWER)
    try:
        received = add_piece(
            visit=visit, name=field, size=size, sha256=sha256, offset=offset, content=request.body, at=timezone.now()
        )
    except NotAPhoto as fault:
        raise NotRead(422, fault.why) from None
    return said({"received": received})
