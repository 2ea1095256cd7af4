"""QR codes as pictures."""

from __future__ import annotations

from itertools import groupby

import segno

QUIET = 4  #: modules of white around the code, which scanners need (ISO/IEC 18004)
# Trying all eight masks takes five times as long as drawing, and any mask is valid.
MASK = 3


def picture(link: str) -> str:
    """Return the link as a QR code in SVG, the same for the same link everywhere."""
    code = segno.make_qr(link, error="m", boost_error=False, mask=MASK)
    side = len(code.matrix) + 2 * QUIET
    runs = "".join(_runs(row, down) for down, row in enumerate(code.matrix, start=QUIET))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path d="{runs}"/></svg>'
    )


def _runs(row: bytearray, down: int) -> str:
    """Return one row's dark modules as bars of a path."""
    bars, across = [], QUIET
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            bars.append(f"M{across} {down}h{width}v1h-{width}z")
        across += width
    return "".join(bars)
