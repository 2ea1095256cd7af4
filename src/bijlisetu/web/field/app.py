"""The page that works without network: its frame in both languages, and what keeps it on the phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from bijlisetu.complaints.categories import categories
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.notices import Notice
from bijlisetu.reports.words import REASONS
from bijlisetu.values import Language
from bijlisetu.values.mailboxes import slips
from bijlisetu.web.field.words import FAULTS, HOURS, LINES, STATES
from bijlisetu.web.help.texts import help_of
from bijlisetu.web.law.notice import without_a_company
from bijlisetu.web.private import private
from bijlisetu.web.statics import files_of

#: Hindi comes first; the other language has an address of its own, so that a phone keeps both.
ADDRESSES = {Language.HINDI: "field:app", Language.ENGLISH: "field:app_en"}
FOLDER = "web/app"
WORKER = f"{FOLDER}/worker.js"
#: Kept on the phone like the others, and read when it is asked for.
LATER = f"{FOLDER}/later/"
#: Beside the scripts and sheets of the folder.
SHARED = ("web/style.css", "web/field.css", "web/mark.svg")
ICONS = {"192.png": ("192x192", "any"), "512.png": ("512x512", "any"), "maskable.png": ("512x512", "maskable")}


@require_safe
@private
def app(request: HttpRequest, language: Language = Language.HINDI) -> HttpResponse:
    """Show the frame of the page: the same for everybody, since it is kept on the phone; who walks is asked later."""
    return HttpResponse(_frame(language, notice(at=timezone.now())))


@require_safe
@private
def worker(request: HttpRequest) -> HttpResponse:
    """Send the script that keeps the page on the phone; a change to any part of the page is another version of it."""
    return HttpResponse(_worker(notice(at=timezone.now())), content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say under which name and mark the page stands among a phone's programs."""
    told = {
        "id": reverse("field:app"),
        "name": "बिजली सेतु",
        "short_name": "बिजली सेतु",
        "lang": "hi",
        "start_url": reverse("field:app"),
        "scope": "/",  # one logs in at the office's door, and comes back
        "display": "standalone",
        "theme_color": "#0B4F8A",
        "background_color": "#FFFFFF",
        "icons": [
            {
                "src": staticfiles_storage.url(f"web/icons/{name}"),
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for name, (sizes, purpose) in ICONS.items()
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@lru_cache(maxsize=4)
def _frame(language: Language, told: Notice) -> str:
    with translation.override(language.value):
        context = {
            "help": help_of("field:app", language),
            "scripts": [name for name in _parts() if name.endswith(".js") and not name.startswith(LATER)],
            "categories": [(code, one.title[language]) for code, one in categories().items()],
            "languages": [(each.value, reverse(address)) for each, address in ADDRESSES.items()],
            "notice": without_a_company(told, language),
            "lists": {
                "reasons": _said(REASONS),
                "hours": _said(HOURS),
                "faults": _said(FAULTS),
                "states": _said(STATES),
                "lines": _said(LINES),
                "mailboxes": slips(),
            },
        }
        return render_to_string("web/field/app/frame.html", context)


def _said(words: Mapping[str, Promise]) -> dict[str, str]:
    return {key: str(text) for key, text in words.items()}


@lru_cache(maxsize=2)
def _worker(told: Notice) -> str:
    text = _script()
    pages = {reverse(address): _frame(language, told) for language, address in ADDRESSES.items()}
    files = [*(staticfiles_storage.url(name) for name in (*_parts(), *SHARED)), reverse("font")]
    version = hashlib.sha256("\n".join((*pages.values(), *files, text)).encode()).hexdigest()[:12]
    known = {"VERSION": version, "PAGES": list(pages), "FILES": files}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items()) + text


def _script() -> str:
    return files_of(FOLDER)[WORKER].read_text(encoding="utf-8")


def _parts() -> list[str]:
    """Return the files of the page; the worker is no part of what it keeps."""
    return [name for name in files_of(FOLDER) if name != WORKER]
