"""Sheets and scripts under names that hold a hash of what is in them: kept by browsers for ever, and never stale."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


@cache
def hashed(name: str) -> str:
    """Return style.css as style.1f3a5b7c9d0e.css; a file that is not there keeps its name."""
    path = finders.find(name)
    if path is None:
        return name
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
    return str(PurePosixPath(name).with_suffix(f".{digest}{PurePosixPath(name).suffix}"))


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
