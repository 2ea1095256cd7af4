"""The typeface of all pages, made once on this machine."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.plumbing.fonts import web_font

YEAR = 365 * 24 * 3600


@require_safe
def font(request: HttpRequest) -> HttpResponse:
    """Send the typeface; browsers keep it for a year."""
    path = web_font(settings.HOME / "fonts")
    response = HttpResponse(path.read_bytes(), content_type="font/woff2")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
