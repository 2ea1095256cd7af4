"""A small volume of its own for the database, in a mount namespace of ours, and what fills it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SIZE = 400  #: MB: an empty server, its log files, and room for a run
MOUNT = 'mount -t tmpfs -o "size=$1m,mode=755" faults "$2" && shift 2 && exec "$@"'
PIECE = 1024 * 1024


@dataclass
class Ballast:
    """A file that takes all the room there is."""

    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "ballast"

    def take_all(self) -> int:
        """Fill the volume to the last octet; return the size of the ballast in MB."""
        with self._path.open("ab", buffering=0) as ballast:
            for piece in (PIECE, 4096, 1):
                try:
                    while ballast.write(b"\0" * piece) == piece:
                        pass
                except OSError:  # no space left for a piece of this size
                    continue
        return self._path.stat().st_size // PIECE

    def left(self) -> int:
        """Return the octets that are free."""
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_frsize

    def give_back(self) -> None:
        """Free the room again."""
        self._path.unlink(missing_ok=True)


def why_not() -> str:
    """Return why no volume can be mounted here; nothing if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a volume of its own can be mounted by root on Linux alone"
    try:
        tried = subprocess.run(
            ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "faults", "/mnt"],  # noqa: S607
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError as error:
        return f"unshare cannot be run: {error.strerror}"
    return tried.stderr.strip() if tried.returncode else ""


def run(command: Sequence[str], *, on: Path | None) -> None:
    """Run the command, where the folder, if there is one, is a small volume of its own."""
    if on is None:
        subprocess.run(command, check=False)  # noqa: S603 - our own
        return
    on.mkdir(parents=True, exist_ok=True)
    subprocess.run(["unshare", "-m", "sh", "-c", MOUNT, "sh", str(SIZE), str(on), *command], check=False)  # noqa: S603, S607
