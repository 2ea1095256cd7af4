"""What all pages without a login share: their frame, and headers that let them be found and shown elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bijlisetu.network.companies import company_at_work
from bijlisetu.web.people.utility import in_frame
from bijlisetu.web.private import POLICY

View = Callable[..., HttpResponse]
#: Seconds for which a page may be shown once more without asking us.
KEPT_FOR = 30


def open_to_all(view: View) -> View:
    """Let browsers keep what was only looked at for a moment; an answer to what somebody wrote is kept nowhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        is_kept = request.method in ("GET", "HEAD") and answer.status_code == 200
        answer.headers.setdefault("Cache-Control", f"private, max-age={KEPT_FOR}" if is_kept else "no-store")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            answer.headers.setdefault("Content-Security-Policy", POLICY)
        return answer

    return guarded


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render the template in the frame of pages for people."""
    frame = in_frame(company_at_work())
    return render(request, f"web/public/{template}", {**frame, **context}, status=status)
