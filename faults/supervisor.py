"""Processes that are started again whenever they end, as a service manager would do it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

from bijlisetu.demo.city import END_WITHIN, Processes

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 3.0  #: seconds before an ended process is started again


class Role(NamedTuple):
    """A process that is to run throughout."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    stands: str  #: what it says when it works
    module: str = "bijlisetu"


class Ending(NamedTuple):
    """A process has ended."""

    name: str
    at: float
    code: int
    is_ours: bool  #: we ended it
    stood: bool  #: it had come so far as to work
    words: str  #: its last


@dataclass
class Supervisor(Processes):
    """Keeps the roles filled."""

    is_apart: bool = True
    roles: dict[str, Role] = field(default_factory=dict)
    endings: list[Ending] = field(default_factory=list)
    _ended_by_us: dict[int, str] = field(default_factory=dict)
    _begun_at: dict[str, int] = field(default_factory=dict)  #: octets of the log before the present life
    _due: dict[str, float] = field(default_factory=dict)
    _pauses: dict[str, float] = field(default_factory=dict)

    def cast(self, role: Role) -> None:
        """Fill the role from now on."""
        self.roles[role.name] = role
        self._begin(role)

    def tick(self) -> None:
        """Start again whatever has ended."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self._note(name, process.pid, process.returncode)
        for name, due in list(self._due.items()):
            if time.monotonic() >= due:
                del self._due[name]
                self._begin(self.roles[name])

    def stands(self, name: str) -> bool:
        """Return whether the role is filled by a process that has said that it works."""
        return name in self.running and self._stood(name)

    def all_stand(self) -> bool:
        """Return whether all roles are filled so."""
        return all(map(self.stands, self.roles))

    def signal(self, name: str, number: signal.Signals) -> bool:
        """Send the signal to the role's process; return whether there is one."""
        process = self.running.get(name)
        if process is None or process.poll() is not None:
            return False
        if number in (signal.SIGKILL, signal.SIGTERM):
            self._ended_by_us[process.pid] = number.name
        process.send_signal(number)
        return True

    def kill_child(self, name: str) -> bool:
        """Kill the role's working child, if it has one; its parent has to start another."""
        process = self.running.get(name)
        if process is None:
            return False
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(process.pid).children()
            if children:
                self._ended_by_us[process.pid] = "SIGKILL of its child"
                max(children, key=lambda child: child.memory_info().rss).kill()
                return True
        return False

    def ended_by_themselves(self) -> Iterator[Ending]:
        """Yield the endings of processes that worked and were not ended by us."""
        yield from (ending for ending in self.endings if ending.stood and not ending.is_ours)

    def end(self) -> None:
        """End all, and whatever is left of their groups."""
        self.roles.clear()
        self._due.clear()
        groups = [process.pid for process in self.running.values()]
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
        super().end()
        for group in groups:
            _end_group(group)

    def _begin(self, role: Role) -> None:
        path = self.log / f"{role.name}.log"
        self._begun_at[role.name] = path.stat().st_size if path.exists() else 0
        self.start(role.name, role.arguments, role.environment, module=role.module)

    def _note(self, name: str, pid: int, code: int) -> None:
        stood = self._stood(name)
        is_ours = self._ended_by_us.pop(pid, "") != ""
        self.endings.append(Ending(name, time.time(), code, is_ours, stood, self._words(name)))
        del self.running[name]
        _end_group(pid)  # a service manager too ends the children of a main process that has ended
        pause = FIRST_PAUSE if stood else min(self._pauses.get(name, FIRST_PAUSE) * 2, LONGEST_PAUSE)
        self._pauses[name] = pause
        self._due[name] = time.monotonic() + pause

    def _stood(self, name: str) -> bool:
        return self.roles[name].stands in self._said(name)

    def _words(self, name: str) -> str:
        lines = [line for line in self._said(name).splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"

    def _said(self, name: str) -> str:
        with (self.log / f"{name}.log").open("rb") as words:
            words.seek(self._begun_at[name])
            return words.read().decode(errors="replace")


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


@contextlib.contextmanager
def supervisor(log: Path) -> Iterator[Supervisor]:
    """Keep a supervisor until the block ends; nothing outlives it."""
    log.mkdir(parents=True, exist_ok=True)
    kept = Supervisor(log)
    try:
        yield kept
    finally:
        kept.end()


__all__ = ["END_WITHIN", "Ending", "Role", "Supervisor", "supervisor"]
