"""Sheets and scripts under names that hold a hash of what is in them: kept by browsers for ever, and never stale."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

HASH = re.compile(r"\.[0-9a-f]{12}[./]")


@cache
def hashed(name: str) -> str:
    """
    Return web/style.css as web/style.1f3a5b7c9d0e.css; a file that is not there keeps its name.

    Scripts of a folder import each other by their plain names, so the folder has the hash, of all that is in it:
    web/app/main.js is web/app.1f3a5b7c9d0e/main.js.
    """
    path = finders.find(name)
    if path is None:
        return name
    known = PurePosixPath(name)
    if len(known.parts) > 2:
        folder = known.parents[len(known.parts) - 3]
        return str(PurePosixPath(f"{folder}.{_digest(*files_of(str(folder)).values())}") / known.relative_to(folder))
    return str(known.with_suffix(f".{_digest(Path(path))}{known.suffix}"))


def files_of(folder: str) -> dict[str, Path]:
    """Return the files in a folder of the package's statics, and in those below it, by their names, in one order."""
    place = finders.find(folder)
    root = Path(place) if place else Path()
    found = sorted(path for path in root.rglob("*") if path.is_file()) if place else []
    return {str(PurePosixPath(folder) / path.relative_to(root).as_posix()): path for path in found}


def _digest(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:12]


class HashedNames(StaticFilesStorage):
    """Names static files in pages."""

    def url(self, name: str | None) -> str:
        """Return the address under which the file as it is now can be kept for ever."""
        return super().url(hashed(name or ""))


class HashedFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """
    Serves the files of the package under both names.

    Django's own manifest wants a step that gathers the files before a server starts; these few need none.
    """

    def add_files_from_finders(self) -> None:
        """Take each file under its own name, and under the one with the hash."""
        super().add_files_from_finders()
        for finder in finders.get_finders():
            for path, storage in finder.list(None):
                self.add_file_to_dictionary(f"{self.static_prefix}{hashed(path)}", storage.path(path))

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Return whether what is under the address can never be another."""
        return bool(HASH.search(url))
