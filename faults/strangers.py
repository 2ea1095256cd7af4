"""What strangers may lay on our doors, who prove nothing: slow and large bodies, large and crafted letters."""

from __future__ import annotations

import contextlib
import http.client
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psutil

from bijlisetu.channels.mail.body import envelope_sender
from bijlisetu.channels.mail.bounces.door import COMPLAINTS
from bijlisetu.demo.city import HOST
from faults.stage import HOOK, Stage

MB = 1_000_000
SLOW = 12  #: three times the threads that make pages
CONNECTIONS, BODY = 120, 4 * 1024 * 1024 - 100
ACCENTED = "aé".encode() * 1_300_000  #: 3.9 MB
LETTERS, LETTER = 12, 32 * MB
CRAFTED = 4
LOOK_EVERY = 0.05  #: seconds
FOLDED_WITHIN = 60.0
#: What a process may grow by, in MB: the room for bodies twice, and for letters with the copies that reading makes.
MOST_OF_BODIES, MOST_OF_LETTERS = 200, 120

HEAD = "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n"
FORM = f"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken={'a' * 32}\r\n"
UNPROVED = f"X-Hub-Signature-256: sha256={'0' * 64}\r\n"


def slow_posts(stage: Stage) -> str:
    """Begin forms and end none, and ask for a page meanwhile."""
    with ExitStack() as lines:
        held = [lines.enter_context(_post(stage.city.web, "/language/", 1000, FORM)) for _ in range(SLOW)]
        began = time.monotonic()
        status = _page(stage.city.web)
        took = time.monotonic() - began
        waiting = sum(map(_is_unanswered, held))
    return _said(
        f"{SLOW} slow POSTs: a page was answered {status} after {took:.2f} s, {waiting} of them still waiting",
        held=status == 200 and waiting == SLOW,
    )


def large_bodies(stage: Stage) -> str:
    """Post large bodies without a proof from many connections at once, and signed webhooks meanwhile."""
    return _flood(stage, f"{CONNECTIONS} unsigned bodies of 4 MB", b"x" * BODY, CONNECTIONS)


def accents(stage: Stage) -> str:
    """Post bodies whose second reading would take long."""
    return _flood(stage, "3 unsigned bodies of 3.9 MB with accents", ACCENTED, 3)


def large_letters(stage: Stage) -> str:
    """Bring letters of the largest size at once."""
    body = (b"x" * 76 + b"\r\n") * (LETTER // 78 - 100)

    def bring(_: int) -> bool:
        with contextlib.suppress(OSError, smtplib.SMTPException), _mail(stage) as mail:
            mail.ehlo()
            mail.mail("")
            if mail.rcpt(f"{COMPLAINTS}@{_domain(stage)}")[0] != 250:
                return False
            mail.data(body)
        return True

    with _grown(stage, "engine-1") as grown, ThreadPoolExecutor(LETTERS) as callers:
        brought = sum(callers.map(bring, range(LETTERS)))
    return _said(
        f"{brought} letters of 32 MB: the engine grew by {grown():.0f} MB",
        held=brought == LETTERS and grown() < MOST_OF_LETTERS,
    )


def crafted_letters(stage: Stage) -> str:
    """Bring letters whose headers a reader could be made to look at again and again, and see them read."""
    to = envelope_sender(1, _domain(stage), secret=stage.city.secret_key)
    content = "Content-Type: multipart/report" + ';"\r\n ' * 50_000 + "\r\n\r\nx\r\n"
    began = time.monotonic()
    for _ in range(CRAFTED):
        with _mail(stage) as mail:
            mail.sendmail("", [to], content.encode())
    while time.monotonic() - began < FOLDED_WITHIN:
        time.sleep(LOOK_EVERY)
        if not stage.unread_letters():
            break
    took = time.monotonic() - began
    return _said(f"{CRAFTED} crafted letters were brought and read in {took:.1f} s", held=took < FOLDED_WITHIN)


def _flood(stage: Stage, words: str, body: bytes, count: int) -> str:
    answers: list[int] = []
    slowest = 0.0
    with _grown(stage, "webhooks") as grown, ThreadPoolExecutor(count) as callers:
        posts = [callers.submit(_unproved, stage.city.hooks, body) for _ in range(count)]
        while not all(post.done() for post in posts):
            began = time.monotonic()
            answers.append(stage.knock())
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(LOOK_EVERY)
    taken = answers.count(200)
    return _said(
        f"{words}: webhooks grew by {grown():.0f} MB, {taken} of {len(answers)} signed ones taken meanwhile, "
        f"the slowest after {slowest:.2f} s",
        held=grown() < MOST_OF_BODIES and taken == len(answers),
    )


def _unproved(port: int, body: bytes) -> None:
    with contextlib.suppress(OSError), _post(port, HOOK, len(body), UNPROVED) as line:
        line.sendall(body)
        line.recv(4096)


@contextmanager
def _grown(stage: Stage, name: str) -> Iterator[Callable[[], float]]:
    """Watch the role's processes; what is given says by how many MB they grew at the most."""
    family = psutil.Process(stage.processes.running[name].pid)
    before, most, is_over = _memory(family), [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_EVERY):
            most[0] = max(most[0], _memory(family) - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: most[0]
    finally:
        is_over.set()
        watcher.join()


def _memory(family: psutil.Process) -> float:
    total = 0.0
    for one in (family, *family.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            total += one.memory_info().rss / MB
    return total


def _post(port: int, path: str, length: int, more: str) -> socket.socket:
    line = socket.create_connection((HOST, port), timeout=30)
    line.sendall(HEAD.format(path=path, host=HOST, length=length, more=more).encode())
    return line


def _is_unanswered(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        line.recv(1)
    except BlockingIOError:
        return True
    return False


def _page(port: int) -> int:
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=30)) as door:
        try:
            door.request("GET", "/office/login/")
            return door.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def _mail(stage: Stage) -> smtplib.SMTP:
    return smtplib.SMTP(HOST, stage.city.bounces, timeout=60)


def _domain(stage: Stage) -> str:
    return stage.city.environment()["BIJLISETU_MAIL_RETURN_DOMAIN"]


def _said(words: str, *, held: bool) -> str:
    return f"{words}: {'the door held' if held else 'THE DOOR GAVE WAY'}"
