"""The embedded server takes a part of the machine that it stands on, and leaves the rest to the others."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from bijlisetu.plumbing.database import sizing
from bijlisetu.plumbing.database.sizing import GB, MB, settings_for

UNITS = {"MB": MB, "GB": GB}


def octets(setting: str) -> int:
    return int(setting[:-2]) * UNITS[setting[-2:]]


@pytest.mark.parametrize(
    ("memory", "cores", "shared_buffers", "work_mem", "maintenance_work_mem", "connections"),
    [
        (512 * MB, 1, 128 * MB, 4 * MB, 64 * MB, 55),
        (2 * GB, 2, 512 * MB, 4 * MB, 64 * MB, 60),
        (8 * GB, 4, 2 * GB, 14 * MB, 256 * MB, 70),
        (32 * GB, 16, 4 * GB, 31 * MB, 1 * GB, 130),
        (512 * GB, 96, 4 * GB, 64 * MB, 1 * GB, 200),
    ],
)
def test_the_server_grows_with_the_machine_up_to_a_limit(
    memory: int, cores: int, shared_buffers: int, work_mem: int, maintenance_work_mem: int, connections: int
) -> None:
    settings = settings_for(memory=memory, cores=cores)

    assert octets(settings["shared_buffers"]) == shared_buffers
    assert octets(settings["work_mem"]) == work_mem
    assert octets(settings["maintenance_work_mem"]) == maintenance_work_mem
    assert int(settings["max_connections"]) == connections


@pytest.mark.parametrize("memory", [2 * GB, 4 * GB, 16 * GB, 256 * GB])
@pytest.mark.parametrize("cores", [1, 2, 8, 64])
def test_half_of_the_machine_is_left_to_the_others(memory: int, cores: int) -> None:
    settings = settings_for(memory=memory, cores=cores)

    held = octets(settings["shared_buffers"]) + 3 * octets(settings["maintenance_work_mem"])
    sorting = int(settings["max_connections"]) // 4 * octets(settings["work_mem"])
    assert held + sorting <= memory / 2


def test_a_container_counts_by_what_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, endless = tmp_path / "memory.max", tmp_path / "limit"
    given.write_text(f"{64 * MB}\n")
    endless.write_text("max\n")

    monkeypatch.setattr(sizing, "LIMITS", (given, tmp_path / "absent"))
    assert sizing.memory() == 64 * MB
    monkeypatch.setattr(sizing, "LIMITS", (endless,))
    assert sizing.memory() == psutil.virtual_memory().total
