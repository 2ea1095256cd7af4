"""Pictures and scans that people sent us: shown as what they are by their octets, and as nothing else."""

from __future__ import annotations

from django.http import HttpResponse

#: How a file of each kind is called; a browser is told of no other.
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


def evidence(content: bytes, *, media: str, name: str) -> HttpResponse:
    """Return the octets to be looked at: no script in them runs, no browser guesses, nobody keeps a copy."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'inline; filename="{name}.{ENDINGS[media]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
