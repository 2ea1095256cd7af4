"""The command `carriers`: starts the carriers and the bank, says where they listen, stops them together."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.faults import Faults, NotAFault
from bijlisetu.simulator.log.store import Store
from bijlisetu.simulator.options import CARRIERS, LISTENING, REFUSED, NotAPlace, Options, Place

PATIENCE = 120.0  #: seconds for a carrier to read the truth and listen
FAREWELL = 10.0  #: seconds for a carrier to end when told

SIGNALS = (signal.SIGTERM, signal.SIGINT)

Process = subprocess.Popen[str]


class CarrierDown(Refusal):
    """A carrier did not start, or ended by itself."""


class _Told(BaseException):
    """A signal came: end."""


class PlaceType(click.ParamType[Place]):
    """HOST:PORT on the command line."""

    name = "host:port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        """Return the place, or fail with a line that says what was expected."""
        try:
            return value if isinstance(value, Place) else Place.parse(str(value))
        except NotAPlace as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--truth", type=click.Path(path_type=Path), required=True, help="truth.csv of the district")
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="where the carriers' log is kept")
@click.option("--http", type=PlaceType(), default="127.0.0.1:9100", show_default=True, help="Graph API and phone pages")
@click.option("--smpp", type=PlaceType(), default="127.0.0.1:2775", show_default=True, help="SMSC")
@click.option("--smtp", type=PlaceType(), default="127.0.0.1:2525", show_default=True, help="mailboxes")
@click.option("--webhook", default="http://127.0.0.1:8000/webhooks/whatsapp", show_default=True, help="to be told")
@click.option("--bank", type=PlaceType(), default="127.0.0.1:9200", show_default=True, help="bank and aggregator")
@click.option("--payments-url", default="", help="where the aggregator calls; by default it does not")
@click.option(
    "--payment-secret", envvar="BIJLISETU_SIM_PAYMENT_SECRET", default="", help="signs the aggregator's calls"
)
@click.option("--bounces", type=PlaceType(), default="127.0.0.1:2526", show_default=True, help="takes bounced mail")
@click.option("--app-secret", envvar="BIJLISETU_SIM_APP_SECRET", required=True, help="signs webhooks")
@click.option("--token", envvar="BIJLISETU_SIM_TOKEN", required=True, help="Bearer token the Graph API accepts")
@click.option("--app-key", envvar="BIJLISETU_SIM_APP_KEY", default="", help="of the officers' app that shows codes")
@click.option(
    "--phone-number-id", "phone_number_ids", multiple=True, default=["100000000000001"], show_default=True,
    help="the department's number on WhatsApp; may be given several times",
)  # fmt: skip
@click.option("--smpp-user", default="bijlisetu", show_default=True)
@click.option("--smpp-password", envvar="BIJLISETU_SIM_SMPP_PASSWORD", required=True)
@click.option(
    "--factor", type=click.FloatRange(min=1), default=1.0, show_default=True, help="how much faster time runs"
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--fetch-one-in", type=click.IntRange(min=0), default=1, show_default=True,
    help="WhatsApp fetches the document of one message in so many; 0: of none",
)  # fmt: skip
@click.option(
    "--duplicates", type=click.FloatRange(0, 1), default=0.02, show_default=True, help="share of webhooks repeated"
)
@click.option(
    "--rate", type=click.IntRange(min=0), default=0, help="WhatsApp messages a second and number; 0: no limit"
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    help="NAME.FAULT=VALUE, like whatsapp.error_500=0.1; to be given several times, or changed at POST /control/faults",
)
@click.option("--usernames", type=click.FloatRange(0, 1), default=0.0, help="share of people whose number stays hidden")
@click.option(
    "--pair-burst",
    type=click.IntRange(min=0),
    default=0,
    help="WhatsApp messages to one person at a stretch, then one in 6 seconds (Meta: about 45); 0: no limit",
)
@click.option(
    "--day-limit",
    type=click.IntRange(min=0),
    default=0,
    help="different people on WhatsApp in 24 hours, more are refused with 131048; 0: no limit",
)
@click.option(
    "--dlt",
    type=click.Path(path_type=Path),
    help="TOML or JSON: entity, headers and texts registered with the operators; others are refused",
)
@click.option("--smpp-rate", type=click.IntRange(min=0), default=0, help="SMS a second; 0: no limit")
def carriers(**given: Any) -> None:
    """Run the simulated carriers: WhatsApp's Graph API, an SMSC, the mailboxes and a bank, each a process."""
    options = Options(**given, tied=True)
    try:
        Faults.of(options.faults)
    except NotAFault as error:
        raise click.UsageError(f"--fault {error}") from None
    try:
        run(options)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def run(options: Options) -> None:
    """
    Run the carriers and the bank until a signal comes.

    :raises CarrierDown: if one does not start or ends by itself
    """
    # The log is made before four processes would make it at the same time.
    store = Store(options.folder)
    store.write("DELETE FROM pending")
    store.write("DELETE FROM controls WHERE name LIKE 'seen by %'")
    if options.faults:
        # The faults asked for now hold, not those that an earlier run was left with.
        store.write("DELETE FROM controls WHERE name = 'faults'")
    store.close()
    dlt = options.dlt and options.dlt.absolute()
    options = replace(options, truth=options.truth.absolute(), folder=options.folder.absolute(), dlt=dlt)
    with _stopping_on_signals(), _started(options) as processes:
        for name, process in processes.items():
            click.echo(f"{CARRIERS[name]} {_place(name, process)}")
        _watch(processes)


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Leave the block when a signal comes."""
    before = {number: signal.signal(number, _stop) for number in SIGNALS}
    try:
        yield
    except _Told:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _: object) -> None:
    # The first signal is enough; another must not interrupt the end.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise _Told


@contextmanager
def _started(options: Options) -> Iterator[dict[str, Process]]:
    environment = os.environ | options.environment()
    processes: dict[str, Process] = {}
    try:
        for name in CARRIERS:
            command = [sys.executable, "-m", "bijlisetu.simulator", name]
            processes[name] = subprocess.Popen(  # noqa: S603  # our own module, no shell
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
            )
        yield processes
    finally:
        _end(processes.values())


def _place(name: str, process: Process) -> str:
    """Return where the process says that it listens."""
    assert process.stdout is not None  # noqa: S101  # we asked for the pipe
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    said, _, words = (process.stdout.readline() if ready else "").strip().partition(" ")
    if said == LISTENING:
        return words
    if said == REFUSED:
        raise CarrierDown(words)
    raise CarrierDown(f"{name}: did not start; its own words are above")


def _watch(processes: Mapping[str, Process]) -> NoReturn:
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                raise CarrierDown(f"{name}: ended by itself with status {process.returncode}; the others were stopped")
        time.sleep(0.1)


def _end(processes: Collection[Process]) -> None:
    for process in processes:
        process.terminate()
    last = time.monotonic() + FAREWELL
    for process in processes:
        try:
            process.wait(max(last - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
