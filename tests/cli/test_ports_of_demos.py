"""Two demos that start at once stand on different ports, though nothing listens on any yet."""

from __future__ import annotations

import multiprocessing
from dataclasses import asdict
from pathlib import Path

from bijlisetu.demo import city as cities

PORTS = ("web", "graph", "hooks", "smpp", "smtp", "bounces", "bank")


def ports(folder: Path) -> set[int]:
    made = asdict(cities.lay_out(folder, factor=600, seed=1, fetch_one_in=0))
    return {made[name] for name in PORTS}


def test_a_second_demo_takes_no_port_of_the_first(tmp_path: Path) -> None:
    first = ports(tmp_path)

    second = ports(tmp_path)

    assert len(first) == len(second) == len(PORTS)
    assert not first & second


def test_a_port_is_free_again_once_its_demo_is_gone(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        gone = pool.apply(ports, (tmp_path,))
        pool.close()
        pool.join()

    assert all(cities._is_kept(port) for port in gone)
