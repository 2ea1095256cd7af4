"""
Follow docs/how-to/run-for-a-department.md literally on a throw-away copy of this machine, and try what should hold.

The copy is an overlay in memory with systemd as its first process and a network of its own; what is done there is gone
at the end. Debian's PostgreSQL and nginx are those that the how-to installs. Needs root, and the registries for step 1.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs" / "how-to" / "run-for-a-department.md"
SITE = "https://bijli.example.in"
PATIENCE = 90.0  # seconds for what must come about
CLEAN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}

MOUNTS = """
mount -t tmpfs -o size=8g none {box}/over
mkdir {box}/over/upper {box}/over/work
mount -t overlay -o lowerdir=/,upperdir={box}/over/upper,workdir={box}/over/work overlay {box}/root
for each in run tmp; do mount -t tmpfs none {box}/root/$each; done
mount -t proc proc {box}/root/proc
mount --rbind /dev {box}/root/dev
cp -r {dist} {box}/root/root/bijlisetu
echo 127.0.0.1 bijli.example.in >> {box}/root/etc/hosts
"""
BOOT = """
mount -t proc proc {box}/root/proc
mount -t sysfs -o ro sysfs {box}/root/sys
mount -t tmpfs -o mode=755 tmpfs {box}/root/sys/fs/cgroup
mkdir {box}/root/sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup {box}/root/sys/fs/cgroup/systemd
ip link set lo up
exec env -i container=bijlisetu PATH={path} chroot {box}/root /lib/systemd/systemd --log-target=null
"""
#: A department's contracts, played by the simulated carriers.
CARRIERS = """
bijlisetu synth /var/lib/bijlisetu/district --consumers 300 --seed 5
cat >>/etc/bijlisetu/environment <<END
BIJLISETU_CLOCK_FACTOR=2000
BIJLISETU_WHATSAPP_BASE_URL=http://127.0.0.1:9100
BIJLISETU_WHATSAPP_TOKEN=synthetic-token
BIJLISETU_WHATSAPP_PHONE_NUMBER_IDS=100000000000001
BIJLISETU_WHATSAPP_BUSINESS_ID=200000000000001
BIJLISETU_WHATSAPP_APP_ID=300000000000001
BIJLISETU_WHATSAPP_APP_SECRETS=synthetic-secret
BIJLISETU_SMPP_URL=smpp://bijlisetu:synth123@127.0.0.1:2775
BIJLISETU_SMTP_URL=smtp://127.0.0.1:2525
BIJLISETU_MAIL_FROM="बिजली बिल <bill@example.in>"
BIJLISETU_MAIL_RETURN_DOMAIN=bounces.example.in
END
systemd-run --quiet --unit=carriers --uid=bijlisetu -E BIJLISETU_SIM_APP_SECRET=synthetic-secret \\
    -E BIJLISETU_SIM_TOKEN=synthetic-token -E BIJLISETU_SIM_SMPP_PASSWORD=synth123 \\
    -E BIJLISETU_HOME=/var/lib/bijlisetu \\
    /opt/bijlisetu/current/bin/bijlisetu carriers --truth /var/lib/bijlisetu/district/truth.csv \\
    --folder /var/lib/bijlisetu/carriers --webhook http://127.0.0.1:8001/webhooks/whatsapp \\
    --bounces 127.0.0.1:8025 --factor 2000
until curl -so /dev/null http://127.0.0.1:9100/; do sleep 0.2; done
"""
FIRST_DAY = """
cd /var/lib/bijlisetu/district
bijlisetu push-templates
bijlisetu import-network network.csv
bijlisetu import-consumers consumers.csv
bijlisetu import-bills bills.csv
cd /
top=$(runuser -u postgres -- psql -Atc "SELECT code FROM network_office WHERE id NOT IN
    (SELECT office_id FROM network_officeplace) LIMIT 1" bijlisetu)
echo "Vidyut-Setu-77-anya" | bijlisetu add-officer asha --office "$top"
"""
NOTIFY = "bijlisetu notify-bills --by asha"
COUNT = "runuser -u postgres -- psql -Atc 'SELECT count(*) FROM {}' bijlisetu"
SERVICES = ("serve", "hooks", "deliver", "work")


class Unmet(Exception):
    """Something did not come about, or not as the how-to says."""


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of the how-to that stand together."""

    step: str
    line: int
    commands: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the how-to's commands in the order of the page."""
    step = ""
    for part in re.finditer(r"^## ([^\n]+)$|^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if part[1]:
            step = part[1]
        else:
            yield Block(step, text.count("\n", 0, part.start()) + 2, part[2])


class Machine:
    """A copy of this machine: first without systemd and with the network, then booted and alone."""

    def __init__(self, box: Path) -> None:
        self._box = box
        (box / "over").mkdir()
        (box / "root").mkdir()
        self._holder = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sleep", "infinity"])
        self._boot: subprocess.Popen[bytes] | None = None
        self._first = 0
        ours, copy = Path("/proc/self/ns/mnt"), Path(f"/proc/{self._holder.pid}/ns/mnt")
        _until(lambda: copy.readlink() != ours.readlink(), "a copy")
        self._in_copy(["bash", "-euc", MOUNTS.format(box=box, dist=ROOT / "dist")])

    @property
    def is_booted(self) -> bool:
        """Return whether systemd runs there."""
        return bool(self._first)

    def boot(self) -> None:
        """Start systemd as the first process of namespaces of its own."""
        inside = BOOT.format(box=self._box, path=CLEAN["PATH"])
        spaces = ["unshare", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child"]
        self._boot = subprocess.Popen(
            ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", *spaces, "bash", "-euc", inside],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        children = Path(f"/proc/{self._boot.pid}/task/{self._boot.pid}/children")
        _until(lambda: bool(children.read_text().split()), "systemd")
        self._first = int(children.read_text().split()[0])
        _until(
            lambda: self.run("systemctl is-system-running", check=False)[1].strip() in ("running", "degraded"), "boot"
        )

    def run(self, commands: str, *, check: bool = True) -> tuple[int, str]:
        """Run commands there as root; :raises Unmet: if they fail and should not."""
        words = ["bash", "-euo", "pipefail", "-c", commands]
        if self._first:
            spaces = ["--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--root", "--wd"]
            done = _run(["nsenter", "--target", str(self._first), *spaces, *words], env=CLEAN)
        else:
            done = self._in_copy(["chroot", str(self._box / "root"), *words], check=False)
        if check and done.returncode:
            raise Unmet(f"rc {done.returncode}\n{done.stdout[-3000:]}")
        return done.returncode, done.stdout

    def off(self) -> None:
        """End all that runs there; what was written is gone with it."""
        for process in (self._boot, self._holder):
            if process:
                process.send_signal(signal.SIGKILL)
                process.wait()

    def _in_copy(self, words: Sequence[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        # The registries are as this machine's settings say.
        env = {**os.environ, **CLEAN, "DEBIAN_FRONTEND": "noninteractive"}
        done = _run(["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", *words], env=env)
        if check and done.returncode:
            raise Unmet(done.stdout)
        return done


def follow(machine: Machine) -> None:
    """Do all that the how-to says."""
    for block in blocks(HOW_TO.read_text(encoding="utf-8")):
        if block.step.startswith("2."):
            _boot_once(machine)
        if "enable --now bijlisetu-deliver" in block.commands:
            machine.run(CARRIERS)
        began = time.monotonic()
        try:
            machine.run(block.commands)
        except Unmet as fault:
            raise Unmet(f"{HOW_TO.name}:{block.line} ({block.step}): {fault}") from None
        _say(f"{block.step}, line {block.line}", time.monotonic() - began)
        if block.step.startswith("7."):
            machine.run(FIRST_DAY)


def try_out(machine: Machine) -> None:
    """Try what the how-to promises of the machine that it made."""
    _nothing_leaves_a_restored_copy(machine)
    _pages_are_safe(machine)
    _figures_are_there(machine)
    _guesses_are_counted_by_place(machine)
    _slow_senders_are_sent_away(machine)
    _what_dies_comes_back(machine)


def _nothing_leaves_a_restored_copy(machine: Machine) -> None:
    machine.run(NOTIFY)
    engine = "systemctl is-active bijlisetu-deliver"
    _until(lambda: machine.run(engine, check=False)[0] == 0, "the engine")
    time.sleep(3)  # nine looks of an engine
    _expect(_count(machine, "outbox_attempt") == 0, "a restored copy sent by itself")
    machine.run("bijlisetu go-on all --by asha")
    _until(lambda: _count(machine, "reach_standing WHERE reached") > 100, "bills that reach people")
    _say(f"nothing left before an officer said so; then {_count(machine, 'reach_standing WHERE reached')} were reached")


def _pages_are_safe(machine: Machine) -> None:
    head = machine.run(f"curl -sk -D - {SITE}/office/login/")[1]
    _expect("पासवर्ड" in head and "200" in head.splitlines()[0], "no page in Hindi")
    _expect("strict-transport-security" in head.lower(), "no HSTS")
    plain = machine.run("curl -s -o /dev/null -w '%{http_code} %{redirect_url}' http://bijli.example.in/office/")[1]
    _expect(plain == f"301 {SITE}/office/", f"plain http answers {plain}")
    unsigned = machine.run(f"curl -sk -o /dev/null -w '%{{http_code}}' -d '{{}}' {SITE}/webhooks/whatsapp")[1]
    _expect(unsigned in ("401", "403"), f"an unsigned webhook is answered {unsigned}")
    listening = machine.run("ss -Hltn | awk '{print $4}'")[1].split()
    open_to_all = {place.rpartition(":")[2] for place in listening if not place.startswith(("127.", "[::1]"))}
    _expect(open_to_all == {"80", "443"}, f"open to all are the ports {sorted(open_to_all)}")
    _say("pages: Hindi, HSTS, http goes to https, unsigned webhooks refused; only 80 and 443 are open to all")


def _figures_are_there(machine: Machine) -> None:
    token = machine.run("grep -oP '(?<=METRICS_TOKEN=).*' /etc/bijlisetu/environment")[1].strip()
    _expect("bijlisetu_" not in machine.run(f"curl -sk {SITE}/metrics")[1], "figures without the token")
    figures = machine.run(f"curl -sk -H 'Authorization: Bearer {token}' {SITE}/metrics")[1]
    wanted = set(re.findall(r"bijlisetu_\w+", (ROOT / "deploy" / "alarms.yml").read_text(encoding="utf-8")))
    missing = {name for name in wanted if name not in figures}
    _expect(not missing, f"alarms ask for figures that are not there: {sorted(missing)}")
    _say(f"all {len(wanted)} figures that alarms ask for are told, to who has the token")


def _guesses_are_counted_by_place(machine: Machine) -> None:
    guess = f"""
    jar=$(mktemp)
    token=$(curl -sk -c $jar {SITE}/office/login/ | grep -oP 'csrfmiddlewaretoken" value="\\K[^"]+' | head -1)
    for each in 1 2 3 4 5 6 7 8 9; do
        curl -sk -b $jar -e {SITE}/ -H "X-Forwarded-For: 203.0.113.$each" -o /dev/null -w '%{{http_code}} ' \\
            -d "csrfmiddlewaretoken=$token&username=asha&password=guess" {SITE}/office/login/
    done
    """
    told = machine.run(guess)[1].split()
    _expect(told[-1] == "429", f"nine guesses with nine forged places were answered {told}")
    _say(f"nine guesses under forged addresses: {' '.join(told)}")


def _slow_senders_are_sent_away(machine: Machine) -> None:
    slow = f"""
    for each in $(seq 20); do
        (printf 'POST /office/login/ HTTP/1.1\\r\\nHost: bijli.example.in\\r\\nContent-Length: 900\\r\\n\\r\\nx'
         sleep 8) \\
            | timeout 9 openssl s_client -quiet -connect 127.0.0.1:443 >/dev/null 2>&1 &
    done
    sleep 1
    curl -sk -o /dev/null -w '%{{http_code}} %{{time_total}}' --max-time 5 {SITE}/office/login/
    """
    code, seconds = machine.run(slow)[1].split()
    _expect(code == "200", "no page while twenty send slowly")
    _say(f"a page while twenty send slowly: {float(seconds) * 1000:.0f} ms")


def _what_dies_comes_back(machine: Machine) -> None:
    for name in SERVICES:
        before = machine.run(f"systemctl show -P MainPID bijlisetu-{name}")[1].strip()
        machine.run(f"kill -9 {before}")
        _until(lambda: _main(machine, name) not in ("0", before), f"{name} again")  # noqa: B023 - called at once
    _until(lambda: machine.run(f"curl -skf {SITE}/readyz", check=False)[0] == 0, "the pages again")
    machine.run("kill -9 $(head -1 /var/lib/postgresql/15/main/postmaster.pid); systemctl restart postgresql")
    _until(lambda: machine.run(f"curl -skf {SITE}/readyz", check=False)[0] == 0, "the pages after the database")
    still = [name for name in SERVICES if machine.run(f"systemctl is-active bijlisetu-{name}", check=False)[0]]
    _expect(not still, f"not running after the database came back: {still}")
    _say("each service came back after kill -9, and all live on after the database did")


def _main(machine: Machine, name: str) -> str:
    return machine.run(f"systemctl show -P MainPID bijlisetu-{name}")[1].strip()


def _count(machine: Machine, what: str) -> int:
    return int(machine.run(COUNT.format(what))[1])


def _boot_once(machine: Machine) -> None:
    if not machine.is_booted:
        machine.boot()
        _say("booted, without any network but its own")


def _until(holds: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > ends:
            raise Unmet(f"{what} did not come within {PATIENCE:.0f} s")
        time.sleep(0.2)


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unmet(otherwise)


def _run(words: Sequence[str], *, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _say(what: str, seconds: float | None = None) -> None:
    print(f"ok  {what}" + (f"  {seconds:.1f} s" if seconds is not None else ""), flush=True)


@contextmanager
def _copy() -> Iterator[Machine]:
    box = Path(tempfile.mkdtemp(prefix="bijlisetu-deploy-"))
    machine = Machine(box)
    try:
        yield machine
    finally:
        machine.off()
        shutil.rmtree(box, ignore_errors=True)


def main() -> int:
    """Return 0 if all holds."""
    if os.geteuid():
        print("deploy-check makes a copy of the machine, which only root may: sudo make deploy-check")
        return 1
    try:
        with _copy() as machine:
            try:
                follow(machine)
                try_out(machine)
            except Unmet:
                print(machine.run("journalctl --no-pager -o cat -n 40 -u 'bijlisetu-*'", check=False)[1])
                raise
    except Unmet as fault:
        print(f"NOT MET  {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
