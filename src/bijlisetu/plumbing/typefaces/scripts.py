"""
Noto Sans for each script of the Eighth Schedule, beside that for Devanagari and Latin which bills are set in.

Most come in a package as variable fonts, which Typst takes as they are. Ol Chiki and Meetei Mayek are in no package of
Python's: they are the machine's, from Debian's fonts-noto-core, and where it is missing their marks are told at import.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterator
from functools import cache, partial
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from itertools import groupby
from pathlib import Path

import fontpkg_noto_sans_devanagari
from fontTools.ttLib import TTFont

from bijlisetu.plumbing.fonts import made_once

PACKAGE = "manimgx-fonts"
PACKAGED = ("Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Arabic")
MACHINES = ("OlChiki-Regular", "OlChiki-Bold", "MeeteiMayek-Regular", "MeeteiMayek-Bold")
MACHINES_FOLDER = Path("/usr/share/fonts/truetype/noto")
#: As the files call themselves, in the order in which a mark is looked for; the last has Latin of all countries.
FAMILIES = (*(f"Noto Sans {script}" for script in PACKAGED), "Noto Sans Ol Chiki", "Noto Sans MeeteiMayek", "Noto Sans")


def script_fonts(folder: Path) -> Path:
    """Return a folder with these typefaces alone, laid out below the folder at the first call."""
    alone = folder / f"scripts-{version(PACKAGE)}"
    for name, source in _files():
        made_once(alone / name, partial(_lay, source), workshop=folder)
    return alone


def undrawable(text: str) -> str:
    """Return the marks of the text that no typeface of ours has, each once; those that only steer are none."""
    if text.isascii() or not _unknown().search(text):
        return ""
    return "".join(
        dict.fromkeys(mark for mark in _unknown().findall(text) if unicodedata.category(mark)[0] not in "CZ")
    )


@cache
def _unknown() -> re.Pattern[str]:
    marks = sorted(set().union(*(_marks(source) for source in (*(file for _, file in _files()), _of_bills()))))
    # Neighbours make a range: consecutive numbers keep their distance from their place in the list.
    runs = (list(run) for _, run in groupby(enumerate(marks), key=lambda at: at[1] - at[0]))
    ranges = "".join(rf"\U{run[0][1]:08x}-\U{run[-1][1]:08x}" for run in runs)
    return re.compile(f"[^{ranges}]")


def _marks(source: Traversable) -> set[int]:
    with resources.as_file(source) as path, TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _files() -> Iterator[tuple[str, Traversable]]:
    packaged = resources.files(PACKAGE.replace("-", "_"))
    for script in (*PACKAGED, ""):
        yield f"NotoSans{script}.ttf", packaged / f"NotoSans{script}[wght].ttf"
    for name in MACHINES:
        if (file := MACHINES_FOLDER / f"NotoSans{name}.ttf").is_file():
            yield file.name, file


def _of_bills() -> Traversable:
    folder = resources.files(fontpkg_noto_sans_devanagari) / "files"
    return next(file for file in folder.iterdir() if file.name.endswith(".ttf"))


def _lay(source: Traversable, target: Path) -> None:
    with source.open("rb") as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)
