"""`bijlisetu serve`: pages and webhooks."""

from __future__ import annotations

import errno
import os
import socket

import click
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.refusal import Refusal

#: Seconds; a worker that hangs at the end is killed. What it has answered is in the database.
ENDS_WITHIN = 10

LARGEST_HEAD = 64 * 1024  #: octets of all headers of a request together


class CannotServe(Refusal):
    """The address is taken, or none of this machine's."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1))
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and webhooks until stopped."""
    startup.set_up()
    address = _free_address(host, port)
    os.environ["BIJLISETU_SERVE_WORKERS"] = str(workers)  # each takes its part of the room for bodies
    click.echo(f"serving on http://{f'[{host}]' if ':' in host else host}:{port}/")
    Server(
        "bijlisetu.project.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        log_access=False,
        websockets=False,
        workers_kill_timeout=ENDS_WITHIN,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
    ).serve()


def _free_address(host: str, port: int) -> str:
    """Return the host's IP address; :raises CannotServe: if one cannot listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise CannotServe(f"cannot serve on {host}: no such host; choose another with --host") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            option = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
            raise CannotServe(
                f"cannot serve on {host}:{port}: {error.strerror}; choose another with {option}"
            ) from None
    return str(place[0])
