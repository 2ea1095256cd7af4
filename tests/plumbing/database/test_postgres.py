"""The embedded server: started by the first, kept for the rest, stopped by the last, honest about trouble."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bijlisetu.plumbing.database import postgres, sizing
from bijlisetu.plumbing.startup import with_database

USE = """
import sys
from pathlib import Path
from bijlisetu.plumbing.database import postgres, sizing
print(postgres.start(Path(sys.argv[1])), flush=True)
postgres.keep(Path(sys.argv[1]))
sys.stdin.read()
"""


def user_of(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def address(user: subprocess.Popen[str]) -> str:
    assert user.stdout
    return with_database(user.stdout.readline().strip(), "postgres")


def leave(user: subprocess.Popen[str]) -> None:
    user.communicate(timeout=60)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    postgres.stop(tmp_path / "home")


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def test_the_server_lives_as_long_as_somebody_uses_it(home: Path) -> None:
    first, second = user_of(home), user_of(home)
    url = address(first)
    assert address(second) == url

    leave(first)
    assert answers(url)
    leave(second)
    assert not answers(url)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server to another user")
def test_a_shut_folder_above_ours_is_passed_and_stays_shut(tmp_path: Path) -> None:
    above = tmp_path / "shut"
    above.mkdir(mode=0o700)
    before = [(folder, folder.stat().st_mode) for folder in (above, *above.parents)]

    user = user_of(above / "home")

    assert answers(address(user))
    leave(user)
    assert [(folder, folder.stat().st_mode) for folder in (above, *above.parents)] == before


def test_a_crash_of_user_and_server_leaves_nothing_in_the_way(home: Path) -> None:
    crashed = user_of(home)
    address(crashed)
    server = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    crashed.kill()
    crashed.communicate()
    os.kill(server, signal.SIGKILL)

    again = user_of(home)

    assert answers(address(again))
    leave(again)


def test_a_server_that_is_killed_is_started_again_by_whoever_uses_it(home: Path) -> None:
    user = user_of(home)
    url = address(user)

    os.kill(int((home / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    deadline = time.monotonic() + 60
    while not answers(url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert answers(url)
    leave(user)
    assert not answers(url)


def test_data_of_another_version_is_left_alone(home: Path) -> None:
    leave(user_of(home))
    (home / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(postgres.DatabaseNotStarted, match="PostgreSQL 9"):
        postgres.start(home)


def test_a_broken_configuration_is_said_in_one_line(home: Path) -> None:
    leave(user_of(home))
    with (home / "postgres" / "postgresql.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")

    with pytest.raises(postgres.DatabaseNotStarted, match=r"server\.log"):
        postgres.start(home)


def shown(home: Path, *settings: str) -> list[str]:
    user = user_of(home)
    with psycopg.connect(address(user)) as database:
        found = [database.execute("SELECT current_setting(%s)", (name,)).fetchone() for name in settings]
    leave(user)
    return [str(value) for (value,) in filter(None, found)]


def kilobytes(size: str) -> int:
    return int(size[:-2]) * {"kB": 1, "MB": 1024, "GB": 1024 * 1024}[size[-2:]]


def test_the_server_is_as_large_as_its_machine_allows(home: Path) -> None:
    sized = sizing.settings_for(memory=sizing.memory(), cores=sizing.cores())
    names = ("shared_buffers", "work_mem", "maintenance_work_mem", "max_wal_size")

    assert [kilobytes(size) for size in shown(home, *names)] == [kilobytes(sized[name]) for name in names]


def test_one_that_an_earlier_version_made_grows_too_and_keeps_what_its_owner_wrote(home: Path) -> None:
    leave(user_of(home))
    conf = home / "postgres" / "postgresql.conf"
    made_before = conf.read_text().replace(postgres.INCLUDE, postgres.WRITTEN_BEFORE)
    conf.write_text(f"{made_before}\nwork_mem = 5MB\n")

    shared_buffers, work_mem = shown(home, "shared_buffers", "work_mem")

    sized = sizing.settings_for(memory=sizing.memory(), cores=sizing.cores())
    assert kilobytes(shared_buffers) == kilobytes(sized["shared_buffers"])
    assert work_mem == "5MB"
