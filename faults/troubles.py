"""What can befall a process, the database or a carrier: each one small deed, done at once."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator

from faults.stage import CARRIERS, ENGINES, Stage

KILL, STOP, FREEZE, THAW = signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGCONT

WELL = {
    "down": False, "slow": 0.0, "cut_before_accept": 0.0, "cut_after_accept": 0.0, "half_answer": 0.0,
    "error_500": 0.0, "error_429": 0.0, "early": 0.0,
}  # fmt: skip
WEBHOOKS_WELL = {"late": 0.0, "reorder": 0.0, "repeat": 0.0, "batch": 200, "hold": False}


def victims(luck: random.Random, count: int) -> Iterator[str]:
    """Yield whom to kill: in each round everybody once, in another order; engines twice."""
    everybody = [
        *ENGINES, *ENGINES, *CARRIERS, "web", "webhooks", "webhooks' child", "work", "postgres", "postgres at once",
        "a backend",
    ]  # fmt: skip
    named = 0
    while True:
        luck.shuffle(everybody)
        for victim in everybody:
            if named == count:
                return
            named += 1
            yield victim


def kill(stage: Stage, victim: str, luck: random.Random) -> str:
    """Kill the victim, and return what was done in words; nothing if there was nobody to kill."""
    if victim == "postgres":
        return "SIGKILL postgres" if stage.database.kill(KILL) else ""
    if victim == "postgres at once":
        return "postgres stopped as by -m immediate" if stage.database.kill(signal.SIGQUIT) else ""
    if victim == "a backend":
        return "SIGKILL a backend of postgres" if stage.database.kill_backend(luck.random()) else ""
    if victim.endswith("' child"):
        name = victim.removesuffix("' child")
        return f"SIGKILL {name}' child" if stage.processes.kill_child(name) else ""
    return f"SIGKILL {victim}" if stage.processes.signal(victim, KILL) else ""


def befall(stage: Stage, **trouble: object) -> bool:
    """Let the same trouble befall all carriers, and nothing else; return whether they could be told."""
    now = {**WELL, **trouble}
    mail = {
        name: value for name, value in now.items() if name != "early"
    }  # a mail server reports nothing later that it could report early
    return stage.switch(whatsapp=now, sms=now, mail=mail)


def all_well(stage: Stage) -> bool:
    """Switch off whatever troubles the carriers; return whether they could be told."""
    return befall(stage) and stage.switch(webhooks=WEBHOOKS_WELL)
