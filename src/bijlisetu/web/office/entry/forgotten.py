"""Whoever forgot their password shows by a code that their mailbox or phone is theirs."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bijlisetu.kinds.files import kinds
from bijlisetu.memos import actions as memos
from bijlisetu.memos.actions import Posting
from bijlisetu.staff import actions as staff
from bijlisetu.web.middleware import NUL, no_text
from bijlisetu.web.office.entry.forms import CodeForm
from bijlisetu.web.private import private

KIND = "password_code"
#: Under this name a session keeps who was said to have forgotten, so that no address says it.
SAID = "forgotten"


class UserForm(forms.Form):
    """Who forgot."""

    user = forms.CharField(max_length=150)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and send a code; what is said then is the same whoever is named, or nobody."""
    if NUL in request.POST.get("user", ""):
        return no_text()
    form = UserForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "web/office/entry/forgotten.html", {"form": form}, status=status)
    _send(form.cleaned_data["user"])
    request.session[SAID] = form.cleaned_data["user"]
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
        key = staff.key_by_code(
            user=said, code=form.cleaned_data["code"], at=timezone.now(), secret=settings.SECRET_KEY
        )
        if key is not None:
            del request.session[SAID]
            return redirect("office:key", token=staff.token_of(key, secret=settings.SECRET_KEY))
        form.add_error("code", gettext("This code is not right, or its time is over."))
    status = 422 if form.errors else 200
    return render(request, "web/office/entry/forgotten_code.html", {"form": form}, status=status)


@transaction.atomic
def _send(user: str) -> None:
    now = timezone.now()
    if asked := staff.ask_key(user=user, at=now):
        key, person = asked
        facts = {"code": staff.record_of(key), "page": reverse("office:forgotten_code")}
        memos.post(kind=kinds()[KIND], postings=[Posting(key=f"{KIND}:{key}", person=person, facts=facts)], at=now)
