"""Sets receipts and slips with Typst."""

from __future__ import annotations

from pathlib import Path

from bijlisetu.payments.paper.facts import Paper, sheet
from bijlisetu.plumbing.pictures.raster import Raster, raster
from bijlisetu.plumbing.typefaces.typesetter import Typesetter, inputs

HERE = Path(__file__).parent
#: Eight dots to the millimetre, as thermal printers of 58 mm have: 48 mm are 384 dots.
DOTS_PER_INCH = 8 * 25.4


class Printer:
    """Sets papers, one after another; threads may share it. The same facts give the same bytes in every process."""

    def __init__(self, fonts: Path) -> None:
        """Take the typefaces from the folder, where they are made if need be."""
        self._sheets = Typesetter(HERE / "receipt.typ", fonts=fonts)
        self._slips = Typesetter(HERE / "slip.typ", fonts=fonts)

    def pdf(self, paper: Paper) -> bytes:
        """Return the paper as a PDF of one A6 page."""
        return self._sheets.pdf(inputs("paper", sheet(paper)))

    def slip(self, paper: Paper) -> Raster:
        """Return the paper as dots of black and white, 384 across."""
        return raster(self._slips.picture(inputs("paper", sheet(paper)), dots_per_inch=DOTS_PER_INCH))
