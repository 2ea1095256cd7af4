"""Which tests need a typeface that the machine brings, and not a package of Python's."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing.typefaces.scripts import MACHINES, MACHINES_FOLDER

NEEDS_THE_MACHINES = pytest.mark.skipif(
    not all((MACHINES_FOLDER / f"NotoSans{name}.ttf").exists() for name in MACHINES),
    reason="fonts-noto-core is not installed: Ol Chiki and Meetei Mayek are skipped",
)
