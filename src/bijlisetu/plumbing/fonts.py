"""
The one typeface of bills and pages: Noto Sans Devanagari, which carries Latin and the rupee sign.

It is packaged as a single variable font. The fixed weights made of it here are kept in a folder
of the caller's; each is made once for a version of the package, whoever comes first.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import fontpkg_noto_sans_devanagari as package
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from bijlisetu.plumbing.telling import tell

NAME = "noto-sans-devanagari"
REGULAR = 400
BOLD = 700
NORMAL_WIDTH = 100
#: Threads of a server wait for the one that makes a file: all making it at once are slow. A file may need another.
MAKING = threading.RLock()
#: What Hindi and English pages are written with: both scripts, their punctuation, joiners and the rupee sign.
WEB_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x00FF),
    (0x0900, 0x097F),
    (0x200B, 0x200D),
    (0x2010, 0x2027),
    (0x20B9, 0x20B9),
    (0x25CC, 0x25CC),
)


def static_fonts(folder: Path) -> tuple[Path, Path]:
    """
    Return the Regular and the Bold as TrueType files, made below the folder at the first call.

    They are alone in a folder of their own, for those who can only be told a folder of fonts.
    """
    return _weight(folder, "regular", REGULAR), _weight(folder, "bold", BOLD)


def web_font(folder: Path) -> Path:
    """Return the Regular as a small woff2 for web pages, made in the folder at the first call."""

    def make(target: Path) -> None:
        font = TTFont(static_fonts(folder)[0], recalcTimestamp=False)
        options = subset.Options(layout_features=["*"], flavor="woff2", hinting=False, recalc_timestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[code for first, last in WEB_RANGES for code in range(first, last + 1)])
        cutter.subset(font)
        subset.save_font(font, target, options)

    return made_once(folder / f"{NAME}-{_edition()}-regular.woff2", make, workshop=folder)


def _weight(folder: Path, name: str, weight: int) -> Path:
    def make(target: Path) -> None:
        # A fixed time stamp makes the file, and so every bill set in it, the same bytes on every machine.
        with TTFont(_packaged(), recalcTimestamp=False) as font:
            place = {"wght": weight, "wdth": NORMAL_WIDTH}
            instancer.instantiateVariableFont(font, place, inplace=True, updateFontNames=True)
            font.save(target)

    alone = folder / f"{NAME}-{_edition()}"
    return made_once(alone / f"{NAME}-{_edition()}-{name}.ttf", make, workshop=folder)


def _packaged() -> Path:
    return next((Path(package.__file__).parent / "files").glob("*.ttf"))


def _edition() -> str:
    return version("fontpkg-noto-sans-devanagari")


def made_once(path: Path, make: Callable[[Path], None], *, workshop: Path) -> Path:
    """Return path, made if it is not there yet; a reader never sees half a file."""
    with MAKING:
        return path if path.exists() else _made(path, make, workshop)


def _made(path: Path, make: Callable[[Path], None], workshop: Path) -> Path:
    tell(f"making the typeface {path.name}, once")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may both make it: each works on a draft of its own, and the last to finish replaces an equal file.
    with tempfile.TemporaryDirectory(dir=workshop, prefix=".making-") as bench:
        draft = Path(bench) / path.name
        make(draft)
        draft.replace(path)
    return path
