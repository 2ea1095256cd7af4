"""What a department installs is whole: the wheel of a clean clone, in an environment of its own, with an empty home."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60.0  # seconds


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what the lock file names, and nothing of this tree."""
    folder = tmp_path_factory.mktemp("department")
    clone, made = folder / "clone", folder / "made"
    tracked = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).exists():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    uv = str(Path(sys.executable).with_name("uv"))
    _run([uv, "build", "--quiet", "--out-dir", str(made)], cwd=clone)  # a wheel out of the archive of sources
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], cwd=folder)
    python = str(folder / "venv" / "bin" / "python")
    _run([uv, "pip", "install", "--quiet", "--python", python, "-r", str(ROOT / "requirements.lock")], cwd=folder)
    wheel = next(made.glob("*.whl"))
    _run([uv, "pip", "install", "--quiet", "--no-deps", "--python", python, str(wheel)], cwd=folder)
    return folder / "venv" / "bin"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_its_texts_are_in_order(installed: Path, home: Path) -> None:
    assert "in order" in _bijlisetu(installed, home, "check")


def test_it_carries_a_district_of_bills(installed: Path, home: Path) -> None:
    told = _bijlisetu(installed, home, "demo", "--consumers", "200", "--exit")

    assert "200" in told


def test_its_pages_speak_hindi(installed: Path, home: Path) -> None:
    _bijlisetu(installed, home, "migrate")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [installed / "bijlisetu", "serve", "--port", str(port)],
        env=_env(home), cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        page = _page(f"http://127.0.0.1:{port}/office/login/")
    finally:
        server.terminate()
        server.wait(timeout=READY_WITHIN)

    assert "पासवर्ड" in page
    assert "हर बिल अपने उपभोक्ता तक" in page


def _bijlisetu(installed: Path, home: Path, *words: str) -> str:
    return _run([str(installed / "bijlisetu"), *words], cwd=home, env=_env(home))


def _env(home: Path) -> dict[str, str]:
    """What this machine says, less all that is about the product."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("BIJLISETU_", "DJANGO_"))}
    return {**ours, "HOME": str(home)}


def _run(words: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words[:3]}: {done.stderr[-8000:]}"
    return done.stdout


def _page(address: str) -> str:
    """Return the page as soon as there is one."""
    ends = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urllib.request.urlopen(address, timeout=READY_WITHIN) as answer:  # noqa: S310
                return str(answer.read().decode())
        except urllib.error.URLError:
            assert time.monotonic() < ends, "the pages did not come up"
            time.sleep(0.1)
