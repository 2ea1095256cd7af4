"""Headers that keep pages with personal data out of caches, search engines and other sites' frames."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


def private(view: View) -> View:
    """Keep the view's answers out of caches, search engines and other sites' frames."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response["Content-Security-Policy"] = POLICY
        # Not no-referrer: browsers then send forms with the origin "null", which Django refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
