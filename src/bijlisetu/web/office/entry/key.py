"""By a link of theirs, a person gives themselves a password."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bijlisetu.staff import actions
from bijlisetu.web.office.entry.forms import NewPasswordForm
from bijlisetu.web.private import private


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@private
def key(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose login it is, and take the password; a link that opens nothing says so, and what to do."""
    now = timezone.now()
    try:
        person = actions.whose(token, at=now, secret=settings.SECRET_KEY)
    except actions.KeyFitsNothing:
        return render(request, "web/office/entry/no_key.html", status=HTTPStatus.NOT_FOUND)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, person=person)
    if not form.is_valid():
        context = {"form": form, "called": person.get_username()}
        return render(request, "web/office/entry/key.html", context, status=422 if form.errors else 200)
    try:
        actions.use_key(token=token, password=form.cleaned_data["new"], at=now, secret=settings.SECRET_KEY)
    except actions.KeyFitsNothing:  # another browser was quicker
        return render(request, "web/office/entry/no_key.html", status=HTTPStatus.NOT_FOUND)
    return redirect(f"{reverse('office:login')}?chosen=1")
