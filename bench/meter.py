"""Where processor time and memory go: our processes, and the database's server for each of them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import psycopg

from bijlisetu.demo.city import Processes

Spent = dict[str, float]  #: seconds by name

BACKENDS = """
SELECT pid, coalesce(nullif(application_name, ''), backend_type)
FROM pg_stat_activity WHERE datname = current_database()
"""
DATA = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"


class Meter:
    """Reads the kernel's account of the processes and, where it is on this machine, of the PostgreSQL they use."""

    def __init__(self, connection: psycopg.Connection, processes: Processes) -> None:
        """Take a connection to the database, and the processes, also those started later."""
        self._connection = connection
        self._processes = processes
        self._server = _server(connection)

    def spent(self) -> Spent:
        """Return the seconds spent so far; a backend counts for the process it serves, by its application name."""
        spent: Spent = {}
        for name, started in self._processes.running.items():
            for process in family(started.pid):
                part = "graph" if process.cmdline()[-1:] == ["graph"] else name
                spent[part] = spent.get(part, 0.0) + _seconds(process)
        if self._server:
            spent |= self._of_the_server(self._server)
        return spent

    def _of_the_server(self, server: psutil.Process) -> Spent:
        spent: Spent = {}
        named = dict(self._connection.execute(BACKENDS).fetchall())
        times = server.cpu_times()
        whole = times.user + times.system + times.children_user + times.children_system
        for backend in server.children():
            seconds = _seconds(backend)
            whole += seconds
            if backend.pid in named:
                name = f"postgres for {named[backend.pid]}"
                spent[name] = spent.get(name, 0.0) + seconds
        # The walwriter, the checkpointer, vacuum; and whoever else uses this server.
        spent["postgres itself"] = whole - sum(spent.values())
        return spent


def with_backend(backend: psutil.Process) -> float:
    """Return the seconds of processor time of this process and of the server process that serves it."""
    times = backend.cpu_times()
    return time.process_time() + float(times.user + times.system)


def each(after: Spent, before: Spent, messages: int) -> dict[str, float]:
    """Return the microseconds spent on each message, by name, the largest first."""
    part = {name: (seconds - before.get(name, 0.0)) / messages * 1e6 for name, seconds in after.items()}
    return dict(sorted(((name, part) for name, part in part.items() if part >= 0.5), key=lambda item: -item[1]))


def family(pid: int) -> list[psutil.Process]:
    """Return the process and all that came of it."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory(pid: int) -> tuple[float, float]:
    """Return what the process holds now and what it held at most, in MB."""
    lines = dict(line.partition(":")[::2] for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def others() -> str:
    """Return the machine's load, and who else works on it."""
    own = {process.pid for process in family(os.getpid())}
    for process in psutil.process_iter():
        process.cpu_percent()
    psutil.cpu_percent(0.5)
    busy = [
        f"{process.info['name']} {share:.0f} %"
        for process in psutil.process_iter(["name", "pid"])
        if process.info["pid"] not in own and (share := process.cpu_percent()) >= 10
    ]
    return f"load {os.getloadavg()[0]:.1f}; beside us {', '.join(busy) or 'nobody'}"


def _server(connection: psycopg.Connection) -> psutil.Process | None:
    try:
        row = connection.execute(DATA).fetchone()
        return psutil.Process(int(Path(row[0], "postmaster.pid").read_text().split()[0])) if row else None
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
