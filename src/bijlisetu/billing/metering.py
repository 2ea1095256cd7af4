"""Whether the units of a bill are what its readings say: pure arithmetic, before anybody prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.plumbing.files.intake import Unfit

#: Registers of household meters have so many digits before the point.
LEAST_DIGITS, MOST_DIGITS = 4, 8


@dataclass(frozen=True, slots=True)
class Measured:
    """What a row says of its meter; nothing where it says nothing."""

    units: float | None
    previous: float | None
    current: float | None
    factor: float | None

    @classmethod
    def read(cls, kept: Mapping[str, str], units: str) -> Measured:
        """Take it from the lines as they are kept, and the units as they are written."""
        names = ("previous_reading", "current_reading", "multiplying_factor")
        previous, current, factor = (float(kept[name]) if name in kept else None for name in names)
        return cls(float(units) if units else None, previous, current, factor)

    @property
    def has_readings(self) -> bool:
        """Whether the meter was looked at, now or before."""
        return self.previous is not None or self.current is not None

    @property
    def adds_up(self) -> bool:
        """Whether the page's readings give its units; rounding a reading costs less than one turn of its last digit."""
        if self.units is None or self.previous is None or self.current is None:
            return True
        # A page without a factor is read as if it were one.
        factor = 1 if self.factor is None else self.factor
        used = self.current - self.previous
        if used < 0:
            # The register went through nought: 99,990 to 10 is 20.
            used += 10 ** min(max(len(f"{int(self.previous)}"), LEAST_DIGITS), MOST_DIGITS)
        return abs(used * factor - self.units) < max(1, factor)


def unfit_units(measured: Measured, *, is_unmetered: bool, is_measured: bool) -> Unfit | None:
    """
    Return why the units cannot be printed beside the readings.

    Measured are those that rest on a reading with nothing beside it: not averaged, no meter changed.
    """
    if measured.units is None and not is_unmetered:
        return Unfit("units missing", "the units billed are missing, and they are not none because nobody wrote them")
    if measured.factor == 0 and measured.has_readings:
        return Unfit("multiplying factor nought", "the multiplying factor is nought, and there are readings")
    if is_measured and not measured.adds_up:
        what = "the readings and the multiplying factor do not give the units billed, and no remark says why"
        return Unfit("units do not add up", what)
    return None
