"""The second factor: show the code of your app."""

from __future__ import annotations

import base64
import io

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login

from bijlisetu.staff import factor
from bijlisetu.web.desk import half_way_in, person_of
from bijlisetu.web.office.entry.forms import CodeForm

#: Where the session keeps the form on which the code was asked for.
KEPT = "before_the_code"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@half_way_in
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or show how an app comes to show one; then lead to where they wanted to go."""
    person = person_of(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        device = factor.shown(person, form.cleaned_data["code"], at=timezone.now())
        if device is not None:
            request.session.cycle_key()
            login(request, device)
            return redirect(_next(request))
        form.add_error("code", gettext("This is not the code of just now. Wait for the next one, and enter that."))
    context = {"form": form, "next": _next(request), "has_app": factor.has_app(person)}
    if not context["has_app"]:
        told = factor.offer(person)
        context |= {"key": " ".join(told.key[at : at + 4] for at in range(0, len(told.key), 4)), "qr": _qr(told.link)}
    return render(request, "web/office/entry/second.html", context, status=422 if form.errors else 200)


def ask(request: HttpRequest, *, then: str) -> HttpResponse:
    """Send whoever wants to do a deed that needs it to show their code first; what they wrote is kept meanwhile."""
    request.session[KEPT] = {
        "path": then,
        "form": {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"},
    }
    messages.info(request, gettext("This deed needs the code of your app. Enter it, and then do it once more."))
    return redirect(f"/office/second/?next={then}")


def kept(request: HttpRequest) -> dict[str, str]:
    """Return, once, what was written on the form of this page before the code was asked for; nothing of others."""
    found = request.session.get(KEPT, {})
    if found.get("path") != request.path:
        return {}
    del request.session[KEPT]
    return dict(found["form"])


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) and wanted.startswith("/")
    return wanted if is_ours else "/office/"


def _qr(link: str) -> str:
    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="svg", border=4, scale=5, dark="#000", light="#fff")
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.getvalue()).decode()}"
