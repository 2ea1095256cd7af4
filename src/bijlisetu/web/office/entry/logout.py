"""Out of the office."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class Logout(LogoutView):
    """Ends the session by a press; whoever only opens the address, from a tab left open, stays where they are."""

    next_page = "office:login"
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead to where the office begins."""
        return redirect("office:home")
