"""
How much of the machine the embedded server takes: pure, but for the two that ask the machine.

The machine also carries the engine, the web and the carriers' lines, so the server takes a quarter of its memory at
most, and no more than a department of 35 lakh consumers was seen to need.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil

MB = 1024 * 1024
GB = 1024 * MB

#: A container may be given less than the machine has: version 2 of control groups, then version 1.
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
#: Each core serves so many connections beside those that every machine needs.
CONNECTIONS, CONNECTIONS_A_CORE, MOST_CONNECTIONS = 50, 5, 200


def settings_for(*, memory: int, cores: int) -> dict[str, str]:
    """Return the server's settings for a machine of so many octets of memory and so many cores."""
    connections = min(CONNECTIONS + CONNECTIONS_A_CORE * cores, MOST_CONNECTIONS)
    return {
        "max_connections": str(connections),
        "shared_buffers": _within(memory // 4, least=128 * MB, most=4 * GB),
        # What the system itself keeps of files in memory; a guess for the planner, nothing is taken.
        "effective_cache_size": _within(memory // 2, least=256 * MB, most=32 * GB),
        # Each sort of each connection may take it, few do so at once: an eighth of the memory, were each to do it once.
        "work_mem": _within(memory // 8 // connections, least=4 * MB, most=64 * MB),
        # Three cleaners and whoever makes an index may take it at once.
        "maintenance_work_mem": _within(memory // 32, least=64 * MB, most=1 * GB),
        "max_wal_size": _within(memory // 4, least=1 * GB, most=8 * GB),
        "max_parallel_workers": str(max(cores, 1)),
        "max_parallel_workers_per_gather": str(min(cores // 2, 2)),
    }


def memory() -> int:
    """Return the octets of memory that this process may use: the machine's, or the container's if it has fewer."""
    limits = [int(said) for path in LIMITS if (said := _said(path)).isdecimal()]
    return min([psutil.virtual_memory().total, *limits])


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _within(octets: int, *, least: int, most: int) -> str:
    return f"{min(max(octets, least), most) // MB}MB"


def _said(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
