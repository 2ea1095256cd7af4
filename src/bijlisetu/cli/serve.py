"""`bijlisetu serve`: pages and webhooks."""

from __future__ import annotations

import socket

import click
from granian.constants import Interfaces
from granian.server import Server

from bijlisetu.plumbing import startup
from bijlisetu.plumbing.refusal import Refusal


class PortTaken(Refusal):
    """Another program listens there."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1))
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages and webhooks until stopped."""
    startup.set_up()
    _check_free(host, port)
    click.echo(f"serving on http://{host}:{port}/")
    # Our views are sync: with WSGI each thread keeps its database connection from request to request.
    Server(
        "bijlisetu.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
        websockets=False,
    ).serve()


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"cannot serve on {host}:{port}: {error.strerror}; choose another with --port") from None
