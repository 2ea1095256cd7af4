"""A PostgreSQL of the suite's own, which may be killed at any moment and is started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.database import postgres
from bijlisetu.plumbing.database.postgres import DatabaseNotStarted

PAUSE = 1.0  #: seconds between two tries to start it


@dataclass
class Database:
    """An embedded server in a home of its own, with one database."""

    home: Path
    log_on: Path | None = None  #: another volume for its write-ahead log
    name: str = "bijlisetu_faults"
    starts: int = 0
    refusals: int = 0  #: starts in vain: a full disk
    ends: int = 0  #: that were not ours
    _not_before: float = 0.0
    _is_expected: bool = field(default=True)

    @property
    def url(self) -> str:
        """Where the database is."""
        return startup.with_database(self._server, self.name)

    def make(self) -> None:
        """Start the server and make the database anew."""
        self._server = postgres.start(self.home)
        if self.log_on:
            self._move_log(self.log_on)
        self.starts += 1
        self._is_expected = False
        startup.make_database(self.url, anew=True)

    def tick(self) -> None:
        """Start the server again if it has ended."""
        if self.is_up() or time.monotonic() < self._not_before:
            return
        if not self._is_expected:
            self.ends += 1
        self._is_expected = True
        try:
            postgres.start(self.home)
        except DatabaseNotStarted:
            self.refusals += 1
            self._not_before = time.monotonic() + PAUSE
        else:
            self.starts += 1
            self._is_expected = False

    def is_up(self) -> bool:
        """Return whether the server's process lives."""
        pid = self._pid()
        if pid is None:
            return False
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def kill(self, number: signal.Signals, *, away_for: float = 0.0) -> bool:
        """End the server: SIGKILL, or SIGQUIT as `pg_ctl -m immediate` does; return whether it lived."""
        pid = self._pid()
        if pid is None or not self.is_up():
            return False
        self._is_expected = True
        self._not_before = time.monotonic() + away_for
        os.kill(pid, number)
        return True

    def fill_log(self) -> None:
        """Have the server begin another 16 MB of its write-ahead log; where there is no room for them, it ends."""
        with contextlib.suppress(psycopg.Error), psycopg.connect(self.url, autocommit=True, connect_timeout=2) as here:
            here.execute("SELECT pg_logical_emit_message(false, 'faults', 'full'), pg_switch_wal()")

    def panics(self) -> list[str]:
        """Return what the server said whenever it gave itself up."""
        words = (self.home / "postgres" / "server.log").read_text(errors="replace").splitlines()
        return [line.partition("PANIC:")[2].strip() for line in words if "PANIC:" in line]

    def kill_backend(self, luck: float) -> bool:
        """Kill one of the server's working processes: it ends all others and recovers."""
        pid = self._pid()
        try:
            found = psutil.Process(pid).children() if pid else []
        except psutil.Error:
            found = []
        if not found:
            return False
        found[int(luck * len(found))].kill()
        return True

    def _move_log(self, volume: Path) -> None:
        """Move the write-ahead log as PostgreSQL's manual says: stop, move, leave a link, start."""
        here = self.home / "postgres" / "pg_wal"
        self.kill(signal.SIGINT)
        while self.is_up():
            time.sleep(0.05)
        subprocess.run(["mv", str(here), str(volume)], check=True)  # noqa: S603, S607 - it keeps the owner
        here.symlink_to(volume / "pg_wal")
        postgres.start(self.home)

    def _pid(self) -> int | None:
        try:
            return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
