"""The whole machinery once: real processes, some of them killed, and every promise kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = ("--messages", "300", "--kills", "6", "--gap", "1.0", "--factor", "20000", "--lease", "6")


@pytest.mark.timeout(1200)  # the scenario gives itself up before, and says what is left
@pytest.mark.skipif(sys.platform != "linux", reason="kills processes and reads /proc")
def test_nothing_is_lost_and_nothing_sent_twice_when_processes_are_killed(tmp_path: Path) -> None:
    out = tmp_path / "faults.json"
    command = [sys.executable, "-m", "faults", "--only", "kills", *SMALL]
    command += ["--folder", str(tmp_path / "run"), "--out", str(out)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1140, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    [outcome] = json.loads(out.read_text())
    assert outcome["kills"] == 6
    assert outcome["messages"] > 300
