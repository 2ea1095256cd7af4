"""Sets the bill page with Typst."""

from __future__ import annotations

from pathlib import Path

from bijlisetu.billing.page.facts import BillPage
from bijlisetu.billing.page.sheet import sheet
from bijlisetu.plumbing.typefaces import typesetter
from bijlisetu.plumbing.typefaces.typesetter import Typesetter

HERE = Path(__file__).parent
TEMPLATE = HERE / "bill.typ"


class Printer:
    """
    Sets bills, one after another; threads may share it.

    The same bill gives the same bytes in every process.
    """

    def __init__(self, fonts: Path) -> None:
        """Take the typeface from the folder, where it is made if need be."""
        self._typesetter = Typesetter(TEMPLATE, fonts=fonts)

    def render(self, bill: BillPage) -> bytes:
        """Return the bill as a PDF of one page."""
        return self._typesetter.pdf(inputs(bill))


def inputs(bill: BillPage) -> dict[str, str]:
    """Return what the template reads of the bill."""
    return typesetter.inputs("bill", sheet(bill))
