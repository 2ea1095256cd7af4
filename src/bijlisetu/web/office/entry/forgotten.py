"""Whoever forgot their password shows by a code that their mailbox or phone is theirs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bijlisetu.memos.forgotten import SEND_KEYS
from bijlisetu.plumbing.database.wake import ask_for
from bijlisetu.staff import actions as staff
from bijlisetu.staff.actions import TooManyWrong
from bijlisetu.web.guessing.browsers import known_place_of
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.office.entry.forms import CodeForm
from bijlisetu.web.private import private

#: Under this name a session keeps what was asked, so that no address says it.
SAID = "forgotten_asking"


class UserForm(forms.Form):
    """Who forgot."""

    user = forms.CharField(max_length=150)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and have a code sent; what is done and said is the same whoever is named, or nobody."""
    if NUL in request.POST.get("user", ""):
        return no_text()
    form = UserForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "web/office/entry/forgotten.html", {"form": form}, status=status)
    asking = staff.ask_key(
        user=form.cleaned_data["user"], place=known_place_of(request), at=timezone.now(), secret=settings.SECRET_KEY
    )  # fmt: skip
    ask_for(SEND_KEYS)
    request.session[SAID] = asking.hex
    return redirect("office:forgotten_code")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@private
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, and lead to the page where a password is chosen."""
    said = request.session.get(SAID)
    if not said:
        return redirect("office:forgotten")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key = staff.key_by_code(
                asking=UUID(said), code=form.cleaned_data["code"], at=timezone.now(), secret=settings.SECRET_KEY
            )
        except TooManyWrong:
            form.add_error("code", gettext("Too many wrong codes were typed here today. Ask an officer over you."))
            return render(request, "web/office/entry/forgotten_code.html", {"form": form}, status=429)
        if key is not None:
            del request.session[SAID]
            return redirect("office:key", token=staff.token_of(key, secret=settings.SECRET_KEY))
        ask_for(SEND_KEYS)  # which changes a code that is tried too often; whoever is named, or nobody
        form.add_error("code", gettext("This code is not right, or its time is over."))
    status = 422 if form.errors else 200
    return render(request, "web/office/entry/forgotten_code.html", {"form": form}, status=status)
