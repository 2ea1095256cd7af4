"""The texts of help, read from their files: `texts/office/reach/hi.md` is that of the page `office:reach` in Hindi."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from bijlisetu.values import Language

FOLDER = Path(__file__).resolve().parent / "texts"
#: Pages that are another one in other clothes: the same report of an earlier day, the same app in English.
SAME_AS = {
    "office:evening_of": "office:evening", "field:app_en": "field:app", "me:complaint_made": "me:complaint",
}  # fmt: skip
#: HTML in a text is shown as it is typed, never passed on.
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Help:
    """The help of one page: its name, and its text as HTML."""

    page: str
    title: str
    html: SafeString


def help_of(page: str, language: Language) -> Help | None:
    """Return the help of the page, named as its address is: office:reach; nothing if it has none."""
    named = SAME_AS.get(page, page)
    return _read(named, language) if named in pages() else None


def help_or_missing(face: str, name: str, language: Language) -> Help:
    """Return the help of the face's page; :raises Http404: if there is none."""
    found = help_of(f"{face}:{name}", language)
    if found is None:
        raise Http404
    return found


def all_of(face: str, language: Language) -> list[Help]:
    """Return the help of all pages of a face, by title."""
    found = (_read(page, language) for page in pages() if page.startswith(f"{face}:"))
    return sorted(found, key=lambda each: each.title)


@cache
def pages() -> frozenset[str]:
    """Return the pages that have a help, by the names of their addresses."""
    return frozenset(f"{path.parent.name}:{path.name}" for path in FOLDER.glob("*/*"))


@cache
def _read(page: str, language: Language) -> Help:
    text = (FOLDER.joinpath(*page.split(":")) / f"{language.value}.md").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    return Help(page, title.removeprefix("# ").strip(), mark_safe(MARKDOWN.render(body)))  # noqa: S308 - our own files
