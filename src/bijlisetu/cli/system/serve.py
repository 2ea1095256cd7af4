"""`bijlisetu serve`: pages and webhooks."""

from __future__ import annotations

import errno
import os
import resource
import socket

import click
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.refusal import Refusal

#: Seconds; a worker that hangs at the end is killed. What it has answered is in the database.
ENDS_WITHIN = 10

LARGEST_HEAD = 32 * 1024  #: octets of all headers of a request together
HEAD_WITHIN = 10_000  #: thousandths of a second for them to come, also where the connection is kept for further ones
#: Connections held at once, by all workers. Whoever opens more than all of these shuts out everybody for HEAD_WITHIN.
MOST_CONNECTIONS = 4096
OTHER_FILES = 256  #: that a worker has open beside its connections


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
        http=HTTPModes.http1,  # where the server guesses the protocol, a connection that says nothing is held for ever
        loop=Loops.uvloop,
        workers=workers,
        log_access=False,
        websockets=False,
        workers_kill_timeout=ENDS_WITHIN,
        respawn_failed_workers=True,
        backlog=MOST_CONNECTIONS,
        backpressure=_connections() // workers,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN, max_buffer_size=LARGEST_HEAD),
    ).serve()


def _connections() -> int:
    """Return how many connections may be held; ask the system for so many open files as that takes."""
    wanted = MOST_CONNECTIONS + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(soft - OTHER_FILES, 64))


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
