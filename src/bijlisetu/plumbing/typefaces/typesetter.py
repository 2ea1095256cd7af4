"""Sets pages with Typst, in the house's own typefaces alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import typst

from bijlisetu.plumbing.fonts import static_fonts
from bijlisetu.plumbing.typefaces.scripts import script_fonts

#: Tagged, so that a screen reader reads it out as a page and not as a heap of words.
STANDARD: Final = "ua-1"


class Typesetter:
    """
    Fills one template again and again; threads may share it.

    The same facts give the same bytes in every process.
    """

    def __init__(self, template: Path, *, fonts: Path) -> None:
        """Take the typefaces from the folder, where they are made if need be."""
        self._template = template
        self._fonts = _typefaces(fonts)
        self._of_thread = threading.local()

    def pdf(self, inputs: dict[str, str]) -> bytes:
        """Return the filled template."""
        made = self._compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD])
        return cast("bytes", made)

    def picture(self, inputs: dict[str, str], *, dots_per_inch: float) -> bytes:
        """Return the filled template as a PNG, for printers that take dots."""
        made = self._compiler().compile(format="png", ppi=dots_per_inch, sys_inputs=inputs)
        return cast("bytes", made)

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._of_thread, "compiler"):
            self._of_thread.compiler = typst.Compiler(
                input=str(self._template), root=str(self._template.parent), font_paths=self._fonts,
                ignore_system_fonts=True,
            )  # fmt: skip
        return cast("typst.Compiler", self._of_thread.compiler)


def inputs(name: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what a template reads under the name."""
    # One string of JSON: whatever a name holds, Typst reads it as a value and never as its own language.
    return {name: json.dumps(facts, ensure_ascii=False, separators=(",", ":"))}


def font_paths(fonts: Path) -> list[str]:
    """Return the folders of the typefaces below the folder, where they are made if need be."""
    regular, _ = static_fonts(fonts)
    return [str(regular.parent), str(script_fonts(fonts))]


@cache
def _typefaces(fonts: Path) -> typst.Fonts:
    # Never the machine's own typefaces: the page must not depend on where it is set.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_paths(fonts))
