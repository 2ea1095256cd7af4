"""`bijlisetu serve` on the tests' own database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection


@contextmanager
def served(**settings: str) -> Iterator[int]:
    """Serve until the block ends, and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    at = connection.settings_dict
    where = {"host": at["HOST"], "port": at["PORT"], "user": at["USER"], "password": at["PASSWORD"]}
    url = f"postgresql:///{at['NAME']}?{urlencode({name: value for name, value in where.items() if value})}"
    more = {"DATABASE_URL": url, "SECRET_KEY": "synthetic", **settings}
    env = {**os.environ, **{f"BIJLISETU_{name}": value for name, value in more.items()}}
    words = [sys.executable, "-m", "bijlisetu", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    server.kill()
    pytest.fail(server.communicate()[1].decode())
