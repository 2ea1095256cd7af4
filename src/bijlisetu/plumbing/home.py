"""The product's own folder on this machine, and the secret kept in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bijlisetu.plumbing import env


def folder() -> Path:
    """Return where data lives: BIJLISETU_HOME, or ~/.local/share/bijlisetu."""
    return Path(env.text("HOME", str(Path.home() / ".local" / "share" / "bijlisetu"))).expanduser().absolute()


def secret_key(home: Path) -> str:
    """Return BIJLISETU_SECRET_KEY, or the secret made once for this machine and readable by its owner alone."""
    given = env.text("SECRET_KEY", "")
    if given:
        return given
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def _write_once(path: Path, secret: str) -> None:
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    try:
        os.link(scratch, path)  # of two processes starting at once the first one's secret stays
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
