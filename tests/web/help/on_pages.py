"""Which words stand on a page: those of its templates and of its view's folder, as far as they are translated."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from inspect import getsourcefile, unwrap
from pathlib import Path

from babel.messages.extract import extract
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils.translation.template import templatize

import bijlisetu
from tests.web.test_language import MARKS

PACKAGE = Path(bijlisetu.__file__).parent
TEMPLATES = PACKAGE / "web" / "templates"
NAMED = re.compile(r"""["']((?:web|registration)/[\w/.-]+\.html|[\w/-]+\.html)["']""")
#: Where the pages of a face lie whose views name them from there.
ROOTS = ("", "web/office/", "web/me/", "web/public/", "web/field/")
#: Words that a page takes from elsewhere: names of lists and states, the bar above every page, parts that a tag draws.
SHARED = (
    PACKAGE / "reports" / "words.py",
    PACKAGE / "web" / "office" / "tabs.py",
    PACKAGE / "web" / "templatetags" / "setu.py",
)


def words_on(page: str) -> frozenset[str]:
    """Return the words that the page may show, in English."""
    sources = [*_python_of(page), *SHARED]
    templates = {path for source in sources for path in _templates(source)}
    return frozenset(word for path in (*sources, *_with_all_inside(templates)) for word in _words(path))


def _python_of(page: str) -> list[Path]:
    """Return the file of the page's view; all of its folder, if that is the page's own."""
    file = Path(getsourcefile(unwrap(_views()[page])) or "")
    is_shared = file.parent.name in ("office", "field")
    return [file] if is_shared else sorted(file.parent.glob("*.py"))


@cache
def _views() -> dict[str, object]:
    def found(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, object]]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from found(each, f"{each.namespace}:" if each.namespace else "")
            else:
                view = each.callback
                yield f"{space}{each.name}", getattr(view, "view_class", view)

    return dict(found(get_resolver()))


def _templates(source: Path) -> set[Path]:
    """Return the templates that a file names: from the root, from its face, or from its own folder."""
    own = f"web/{source.parent.relative_to(PACKAGE / 'web')}/" if PACKAGE / "web" in source.parents else ""
    named = set(NAMED.findall(source.read_text()))
    return {path for name in named for root in {*ROOTS, own} if (path := TEMPLATES / root / name).is_file()}


def _with_all_inside(templates: set[Path]) -> set[Path]:
    seen: set[Path] = set()
    while templates - seen:
        for path in templates - seen:
            seen.add(path)
            templates = templates | _templates(path)
    return seen


@cache
def _words(path: Path) -> frozenset[str]:
    text = path.read_text()
    if path.suffix == ".html":
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    found = (words for _, words, _, _ in extract("python", io.BytesIO(text.encode()), keywords=MARKS))
    return frozenset(words if isinstance(words, str) else words[0] for words in found)
