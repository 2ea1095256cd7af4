"""Synthetic districts, written once and read by many tests."""

from __future__ import annotations

from datetime import date

import pytest

from bijlisetu.simulator.district import write_district
from bijlisetu.simulator.district.billing_system import billing_system
from bijlisetu.simulator.district.profiles import profile_named
from tests.simulator.district.district_folder import District, Make

BILL_DATE = date(2026, 11, 22)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that writes a district, once for each choice."""
    written: dict[tuple[object, ...], District] = {}

    def make(profile: str = "sonbhadra", *, consumers: int = 3_000, seed: int = 1, on: date = BILL_DATE) -> District:
        key = (profile, consumers, seed, on)
        if key not in written:
            folder = tmp_path_factory.mktemp("district")
            write_district(
                folder,
                circle=profile_named(profile).circle,
                consumers=consumers,
                seed=seed,
                profile=profile,
                network=None,
                bill_date=on,
            )
            written[key] = District(folder, billing_system(profile_named(profile).utility))
        return written[key]

    return make
