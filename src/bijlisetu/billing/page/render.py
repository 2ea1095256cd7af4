"""Sets the bill page with Typst."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Final, cast

import typst

from bijlisetu.billing.page.facts import BillPage
from bijlisetu.billing.page.sheet import sheet
from bijlisetu.plumbing.fonts import static_fonts
from bijlisetu.plumbing.typefaces.scripts import script_fonts

HERE = Path(__file__).parent
TEMPLATE = HERE / "bill.typ"
#: Tagged, so that a screen reader reads it out as a page and not as a heap of words.
STANDARD: Final = "ua-1"


class NotOnePage(Exception):
    """The template broke its promise of one page; this is a mistake in the template."""


class Printer:
    """
    Sets bills, one after another; threads may share it.

    The same bill gives the same bytes in every process.
    """

    def __init__(self, fonts: Path) -> None:
        """Take the typeface from the folder, where it is made if need be."""
        # Never the machine's own typefaces: the page must not depend on where it is set.
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=font_paths(fonts)
        )
        self._of_thread = threading.local()

    def render(self, bill: BillPage) -> bytes:
        """Return the bill as a PDF of one page."""
        pages = self._compiler().compile(format="pdf", sys_inputs=inputs(bill), pdf_standards=[STANDARD])
        if not isinstance(pages, bytes):
            raise NotOnePage(f"the template set {len(pages or [])} pages")
        return pages

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._of_thread, "compiler"):
            self._of_thread.compiler = typst.Compiler(
                input=str(TEMPLATE), root=str(HERE), font_paths=self._fonts, ignore_system_fonts=True
            )
        return cast("typst.Compiler", self._of_thread.compiler)


def font_paths(fonts: Path) -> list[str]:
    """Return the folders of the page's typefaces below the folder, where they are made if need be."""
    regular, _ = static_fonts(fonts)
    return [str(regular.parent), str(script_fonts(fonts))]


def inputs(bill: BillPage) -> dict[str, str]:
    """Return what the template reads of the bill."""
    # One string of JSON: whatever a name holds, Typst reads it as a value and never as its own language.
    return {"bill": json.dumps(sheet(bill), ensure_ascii=False, separators=(",", ":"))}
