"""What is measured, and how: wall time and peak memory of whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

LIMIT = 3600.0  #: seconds; no measure runs longer


@dataclass
class Figures:
    """The figures by name, printed as they come."""

    measured: dict[str, dict[str, object]] = field(default_factory=dict)

    def tell(self, name: str, value: object) -> None:
        """Keep a fact that has no unit."""
        self.put(name, value, "")

    def put(self, name: str, value: object, unit: str, *, target: str = "") -> None:
        """Keep a figure and print it beside its target."""
        shown = round(value, 2) if isinstance(value, float) else value
        self.measured[name] = {"value": shown, "unit": unit, **({"target": target} if target else {})}
        print(f"{name:<34} {shown!s:>12} {unit:<12} {target and f'(target: {target})'}", flush=True)  # noqa: T201

    def times(self, name: str, yardstick: str) -> None:
        """Tell how many times the yardstick a figure is, where both were measured in this run."""
        if not {name, yardstick} <= self.measured.keys():
            return
        ours, theirs = (float(str(self.measured[each]["value"])) for each in (name, yardstick))
        self.measured[name]["yardstick"] = {yardstick: theirs}
        self.put(f"{name} : {yardstick}", ours / theirs if theirs else 0.0, "times")


MAKER = "maker"
LET_IN = """
WITH person AS (
    INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, is_superuser,
                           date_joined)
    VALUES (%(name)s, '!', '', '', '', true, false, false, now()) RETURNING id
)
INSERT INTO staff_post (person_id, office_id, role, valid_from)
SELECT person.id, office.id, 'officer', office.valid_from FROM person, network_office office
WHERE NOT EXISTS (SELECT FROM network_officeplace above WHERE above.office_id = office.id) LIMIT 1
"""
LET_OUT = """
UPDATE outbox_run SET state = 'released', released_at = now(), released_by = 'bench' WHERE state IN ('held', 'ready')
"""


def run(*arguments: str, log: Path) -> tuple[float, float]:
    """Run `bijlisetu ARGUMENTS` and return its wall seconds and its peak memory in MB."""
    began = time.monotonic()
    with log.open("ab") as words:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "bijlisetu", *arguments], stdout=words, stderr=subprocess.STDOUT, env=os.environ
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"bijlisetu {arguments[0]} failed: {log.read_text(errors='replace')[-500:]}")
    return time.monotonic() - began, used.ru_maxrss / 1024


def notify_bills(*, log: Path) -> tuple[float, float]:
    """Run `bijlisetu notify-bills` as an officer, who is let in first; return what run does."""
    with psycopg.connect(os.environ["BIJLISETU_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(LET_IN, {"name": MAKER})
    return run("notify-bills", "--by", MAKER, log=log)


def module(name: str, *arguments: str) -> str:
    """Run `python -m NAME ARGUMENTS` on the measure's database and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", name, *arguments], stdout=subprocess.PIPE, text=True, timeout=LIMIT, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name} failed with {done.returncode}: {done.stdout[-500:]}")
    return done.stdout


def peaks(processes: Mapping[str, subprocess.Popen[bytes]]) -> dict[str, float]:
    """Return the peak memory in MB of each running process, the largest of its children counted with it."""
    return {name: max(_peak(each) for each in _family(process.pid)) for name, process in processes.items()}


def _family(pid: int) -> list[int]:
    try:
        parent = psutil.Process(pid)
        return [pid, *(child.pid for child in parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return [pid]


def _peak(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def let_out(database: str) -> None:
    """Release a run that waits for its officers, for the measures begin after them."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(LET_OUT)
