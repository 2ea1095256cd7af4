"""Say on a page who did something: a person by name or post, our own hands and other systems in words."""

from __future__ import annotations

from functools import partial
from hashlib import blake2s

from django.utils.translation import gettext

from bijlisetu.audit import machines
from bijlisetu.plumbing.remember import remembered
from bijlisetu.reports import words
from bijlisetu.staff import called
from bijlisetu.staff.models import System
from bijlisetu.values import Language
from bijlisetu.web.language import spoken

#: Behind the name by which somebody is logged in at the server itself.
AT_TERMINAL = f" ({machines.TERMINAL})"


def who(login: str | None) -> str:
    """Return what officers are told of whoever stands in a record; the login itself where nobody has it any more."""
    if not login or _is_hand(login):
        return _hand(login or "")
    # A list of fifty lines names the same few people: each is asked for once a second, not once a line.
    hindi, english = remembered(f"who:{blake2s(login.encode()).hexdigest()}", partial(called.name_of, login))
    return english if spoken() == Language.ENGLISH else hindi


def post_of(login: str) -> str:
    """Return what consumers are told of whoever stands in a record: the post and its office, never a name."""
    if _is_hand(login):
        return _hand(login)
    post = called.post_of(login)
    if post is None:
        return gettext("somebody at the office")
    return post[1] if spoken() == Language.ENGLISH else post[0]


def _is_hand(name: str) -> bool:
    return name in words.WHO or name.startswith(System.SPEAKS_AS) or name.endswith(AT_TERMINAL)


def _hand(name: str) -> str:
    if name.startswith(System.SPEAKS_AS):
        return gettext("the system %(name)s") % {"name": name.removeprefix(System.SPEAKS_AS)}
    if name.endswith(AT_TERMINAL):
        return f"{words.WHO[machines.TERMINAL]} ({name.removesuffix(AT_TERMINAL)})"
    return words.say(words.WHO, name)
