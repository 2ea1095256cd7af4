"""The processes of the demo: carriers, web, engine and jobs, each as in real life, on ports that are free."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bijlisetu.plumbing.refusal import Refusal

HOST = "127.0.0.1"
READY_WITHIN = 60.0  #: seconds
END_WITHIN = 15.0
TRIES = 20  #: to find a port that no other demo has chosen
KEPT: list[int] = []  #: our own marks, open as long as this process lives


class ProcessEnded(Refusal):
    """A process of the demo ended when it should run."""


@dataclass(frozen=True, kw_only=True)
class City:
    """Where everything listens, and the secrets of this one run."""

    folder: Path
    factor: float
    seed: int
    fetch_one_in: int
    web: int
    hooks: int  #: webhooks have a web process of their own: a receipt must not queue behind the drawing of bills
    graph: int
    smpp: int
    smtp: int
    bounces: int
    bank: int
    per_second: int = 1000  #: letters that each number on WhatsApp may send
    numbers: tuple[str, ...] = ("100000000000001",)  #: ids of the department's numbers on WhatsApp
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    app_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    smpp_password: str = field(default_factory=lambda: secrets.token_hex(4), repr=False)
    app_key: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)  #: of the officers' second factor
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50), repr=False)
    payment_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    @property
    def public_url(self) -> str:
        """The web address of the product."""
        return f"http://{HOST}:{self.web}"

    @property
    def simulator_url(self) -> str:
        """The web address of the simulated phones."""
        return f"http://{HOST}:{self.graph}"

    @property
    def bank_url(self) -> str:
        """The web address of the simulated bank."""
        return f"http://{HOST}:{self.bank}"

    def environment(self) -> dict[str, str]:
        """Return the product's settings in this city, but for the database."""
        settings = {
            "SECRET_KEY": self.secret_key,
            "PUBLIC_URL": self.public_url,
            "SIMULATOR_URL": self.simulator_url,
            "CLOCK_FACTOR": str(self.factor),
            "WHATSAPP_BASE_URL": self.simulator_url,
            "WHATSAPP_TOKEN": self.token,
            "WHATSAPP_PHONE_NUMBER_IDS": ",".join(self.numbers),
            "WHATSAPP_PER_SECOND": str(self.per_second),
            "WHATSAPP_BUSINESS_ID": "200000000000001",
            "WHATSAPP_APP_ID": "300000000000001",
            "WHATSAPP_APP_SECRETS": self.app_secret,
            "MISSED_CALL_NUMBER": "1800000000",
            "MISSED_CALL_SECRETS": self.app_secret,
            "PAYMENT_SECRETS": f"aggregator:{self.payment_secret}",
            "SMPP_URL": f"smpp://bijlisetu:{self.smpp_password}@{HOST}:{self.smpp}",
            "SMPP_WINDOW": "100",
            "SMTP_URL": f"smtp://{HOST}:{self.smtp}",
            "MAIL_FROM": "बिजली बिल <bill@example.in>",
            "MAIL_RETURN_DOMAIN": "bounces.example.in",
            "BOUNCES_AT": f"{HOST}:{self.bounces}",
        }
        return {f"BIJLISETU_{name}": value for name, value in settings.items()}

    def carriers(self) -> list[str]:
        """Return the command of the simulated carriers; their secrets go by the environment."""
        options = {
            "truth": self.folder / "truth.csv",
            "folder": self.folder / "carriers",
            "http": f"{HOST}:{self.graph}",
            "smpp": f"{HOST}:{self.smpp}",
            "smtp": f"{HOST}:{self.smtp}",
            "webhook": f"http://{HOST}:{self.hooks}/webhooks/whatsapp",
            "smpp-user": "bijlisetu",
            "bounces": f"{HOST}:{self.bounces}",
            "bank": f"{HOST}:{self.bank}",
            "payments-url": f"http://{HOST}:{self.hooks}/webhooks/payments/aggregator",
            "factor": self.factor,
            "seed": self.seed,
            "fetch-one-in": self.fetch_one_in,
        }
        given = [*options.items(), *(("phone-number-id", number) for number in self.numbers)]
        return ["carriers", *(part for name, value in given for part in (f"--{name}", str(value)))]

    def carriers_secrets(self) -> dict[str, str]:
        """Return the secrets the carriers share with the product."""
        return {
            "BIJLISETU_SIM_APP_SECRET": self.app_secret,
            "BIJLISETU_SIM_TOKEN": self.token,
            "BIJLISETU_SIM_SMPP_PASSWORD": self.smpp_password,
            "BIJLISETU_SIM_APP_KEY": self.app_key,
            "BIJLISETU_SIM_PAYMENT_SECRET": self.payment_secret,
        }


def lay_out(folder: Path, *, factor: float, seed: int, fetch_one_in: int, **more: Any) -> City:
    """Return a city on free ports; the web keeps 8000 and the phones 9100 where those are free."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(_free(wish)) for wish in (8000, 9100, 0, 0, 0, 0, 0)]
        ports = [probe.getsockname()[1] for probe in probes]
    names = ("web", "graph", "hooks", "smpp", "smtp", "bounces", "bank")
    return City(
        folder=folder,
        factor=factor,
        seed=seed,
        fetch_one_in=fetch_one_in,
        **dict(zip(names, ports, strict=True)),
        **more,
    )


def _free(wish: int) -> socket.socket:
    for port in (wish, *(0 for _ in range(TRIES))):
        probe = socket.socket()
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            probe.close()
            continue
        if _is_kept(probe.getsockname()[1]):
            return probe
        probe.close()
    raise ProcessEnded("no port is free on this machine")


def _is_kept(port: int) -> bool:
    """Keep the port from other demos for as long as this one lives: its own processes listen there only later."""
    folder = Path(tempfile.gettempdir()) / f"bijlisetu-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    mark = os.open(folder / str(port), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(mark)
        return False
    KEPT.append(mark)
    return True


@dataclass
class Processes:
    """The running processes; whatever happens, none outlives the demo."""

    log: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    is_apart: bool = False  #: each leads a group of its own, so that its children can be ended with it

    def start(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str], *, module: str = "bijlisetu"
    ) -> None:
        """Start `bijlisetu ARGUMENTS`, its words going to the log."""
        with (self.log / f"{name}.log").open("ab") as words:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", module, *arguments],
                env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT,
                start_new_session=self.is_apart,
            )  # fmt: skip

    def check(self) -> None:
        """Do nothing while all run; :raises ProcessEnded: with the last words of one that does not."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise ProcessEnded(f"{name} ended with {process.returncode}: {self._last_words(name)}")

    def finish(self, name: str) -> None:
        """Wait for a process that does one thing; :raises ProcessEnded: with its last words if it failed."""
        if self.running[name].wait(READY_WITHIN):
            self.check()
        del self.running[name]

    def wait_for(self, port: int) -> None:
        """Wait until something listens on the port."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            self.check()
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                return
            time.sleep(0.05)
        raise ProcessEnded(f"nothing listened on {HOST}:{port} within {READY_WITHIN:.0f} s; see {self.log}")

    def end(self) -> None:
        """End all, the last started first, and wait for them."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()

    def _last_words(self, name: str) -> str:
        path = self.log / f"{name}.log"
        lines = [line for line in path.read_text(errors="replace").splitlines() if line.strip()]
        return f"{lines[-1] if lines else 'it said nothing'} (see {path})"


@contextlib.contextmanager
def processes(log: Path) -> Iterator[Processes]:
    """Keep processes until the block ends, however it ends."""
    log.mkdir(parents=True, exist_ok=True)
    kept = Processes(log)
    try:
        yield kept
    finally:
        kept.end()
