from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.simulator.carriers_world import write_truth

PROGRAM = "from bijlisetu.simulator.command import carriers; carriers()"
SECRETS = {
    "BIJLISETU_SIM_APP_SECRET": "app secret",
    "BIJLISETU_SIM_TOKEN": "a token nobody should see",
    "BIJLISETU_SIM_SMPP_PASSWORD": "secret",
}
ANY_PORTS = [option for name in ("http", "smpp", "smtp", "bank") for option in (f"--{name}", "127.0.0.1:0")]


def carriers(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, "--truth", str(folder / "truth.csv"), "--folder", str(folder / "log")]
    return subprocess.Popen(
        [*command, *ANY_PORTS, *arguments],
        env=os.environ | SECRETS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children_of(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_four_processes_listen_say_where_and_end_together(tmp_path: Path) -> None:
    write_truth(tmp_path)
    process = carriers(tmp_path)
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    children = children_of(process.pid)
    seen = [Path(f"/proc/{child}/cmdline").read_text() for child in children]
    with urllib.request.urlopen(f"http://{lines[0].split()[-1]}/pending") as answer:
        pending = answer.read()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=15)

    assert [line.rsplit(" ", 1)[0] for line in lines] == ["Graph API and phones", "SMSC", "SMTP", "Bank"]
    assert len(children) == 4
    assert not any("nobody should see" in line for line in seen)
    assert pending.startswith(b'{"pending": 0')
    assert (process.returncode, errors) == (0, "")
    assert not any(Path(f"/proc/{child}").exists() for child in children)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_when_one_ends_by_itself_all_end_with_one_line(tmp_path: Path) -> None:
    write_truth(tmp_path)
    process = carriers(tmp_path)
    assert process.stdout is not None
    for _ in range(4):
        process.stdout.readline()
    os.kill(children_of(process.pid)[1], signal.SIGKILL)
    _, errors = process.communicate(timeout=15)

    assert process.returncode == 1
    assert errors.startswith("Error: smsc: ended by itself")
    assert len(errors.splitlines()) == 1


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    write_truth(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        process = carriers(tmp_path, "--smpp", place)
        _, errors = process.communicate(timeout=15)

    assert process.returncode == 1
    assert errors.startswith(f"Error: {place}: cannot listen here (address already in use)")
    assert "--smpp" in errors
    assert len(errors.splitlines()) == 1


def test_an_unreadable_truth_is_one_clear_line(tmp_path: Path) -> None:
    process = carriers(tmp_path)
    _, errors = process.communicate(timeout=15)

    assert process.returncode == 1
    assert "truth.csv: cannot be read" in errors
    assert len(errors.splitlines()) == 1


def test_a_fault_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    write_truth(tmp_path)
    process = carriers(tmp_path, "--fault", "whatsapp.tired=1")
    _, errors = process.communicate(timeout=15)

    assert process.returncode == 2
    assert "whatsapp.tired: must be one of down, slow" in errors


@pytest.mark.skipif(sys.platform != "linux", reason="stops a process by signal")
def test_faults_are_switched_on_from_the_command_line(tmp_path: Path) -> None:
    write_truth(tmp_path)
    process = carriers(tmp_path, "--fault", "whatsapp.down=true", "--fault", "sms.error_429=0.5")
    assert process.stdout is not None
    place = process.stdout.readline().split()[-1]
    token = {"Authorization": f"Bearer {SECRETS['BIJLISETU_SIM_TOKEN']}"}
    with urllib.request.urlopen(urllib.request.Request(f"http://{place}/control/faults", headers=token)) as answer:
        faults = json.loads(answer.read())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)

    assert faults["whatsapp"]["down"] is True
    assert faults["sms"]["error_429"] == 0.5
