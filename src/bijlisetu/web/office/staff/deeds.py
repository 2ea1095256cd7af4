"""What is done to a person at work from their page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

import bijlisetu.fieldwork.actions as fieldwork
import bijlisetu.staff.queries as staff
from bijlisetu.drives.queries import Walker, walkers_at
from bijlisetu.fieldwork.queries.beats import HeldBeat, work_of
from bijlisetu.staff import actions, factor
from bijlisetu.staff.deeds import Deed
from bijlisetu.staff.giving import may_give
from bijlisetu.staff.models import Role
from bijlisetu.staff.roster import Line, Person
from bijlisetu.values import in_indian_groups
from bijlisetu.web.desk import person_of, seats_of
from bijlisetu.web.office.staff import phones
from bijlisetu.web.office.staff.forms import CardForm, PostForm, office_in

Faulty = dict[str, object] | None
Done = Callable[[HttpRequest, Person, str], Faulty]
LASTS = timedelta(days=1)


def do(request: HttpRequest, who: Person, *, may_manage: bool) -> Faulty:
    """
    Do the deed that the form names, and tell what it did; return the form with its faults if it could not be done.

    :raises Http404: if there is no such deed, or it is not theirs to do
    """
    name, by = request.POST.get("deed", ""), person_of(request).get_username()
    managing: dict[str, Done] = {
        "card": _card, "key": _key, "close": _close, "log_out": _log_out, "factor": _factor,
        "shut_phone": phones.shut, "open_phone": phones.open_again,
    }  # fmt: skip
    of_posts: dict[str, Done] = {"appoint": _appoint, "end": _end, "transfer": _transfer, "hand_over": _hand_over}
    deed = of_posts.get(name) or (managing.get(name) if may_manage else None)
    if deed is None or who.user == by:
        raise Http404
    return deed(request, who, by)


def _card(request: HttpRequest, who: Person, by: str) -> Faulty:
    form = CardForm(request.POST)
    if not form.is_valid():
        return {"card": form}
    named = form.named(mobile=who.mobile, email=who.email)
    actions.rename(user=who.user, named=named, at=timezone.now(), by=by)
    messages.success(request, gettext("Saved."))
    return None


def _key(request: HttpRequest, who: Person, by: str) -> Faulty:
    lasts = LASTS if who.is_open else actions.FOR_THE_INVITED
    actions.give_key(user=who.user, lasts=lasts, at=timezone.now(), by=by)
    messages.success(request, gettext("Here is a new link. It opens the login once; older links open nothing now."))
    return None


def _close(request: HttpRequest, who: Person, by: str) -> Faulty:
    actions.close_login(user=who.user, at=timezone.now(), by=by)
    messages.success(request, gettext("The login is closed, and all posts have ended."))
    _take_back(request, who, by)
    return None


def _log_out(request: HttpRequest, who: Person, by: str) -> Faulty:
    actions.log_out_everywhere(user=who.user, at=timezone.now(), by=by)
    messages.success(request, gettext("They are logged out everywhere."))
    return None


def _factor(request: HttpRequest, who: Person, by: str) -> Faulty:
    factor.take_away(user=who.user, at=timezone.now(), by=by)
    messages.success(request, gettext("Their app gives no codes any more; they set up a new one."))
    return None


def _appoint(request: HttpRequest, who: Person, by: str) -> Faulty:
    form, office = PostForm(request.POST, roles=Role.values), office_in(request.POST.get("office", ""))
    if office is None or not may_give(seats_of(request), role=request.POST.get("role", ""), office=office.pk):
        form.add_error(None, gettext("No office of yours is called so, or this post is not yours to give there."))
    if not form.is_valid() or office is None:
        return {"post": form, "office_said": request.POST.get("office", "")}
    post = form.offered(office)
    actions.appoint(
        user=who.user, office=office, role=post.role, title=post.title, employer=post.employer,
        begins_on=post.begins_on, ends_on=post.ends_on, at=timezone.now(), by=by,
    )  # fmt: skip
    messages.success(request, gettext("The post is given."))
    return None


def _end(request: HttpRequest, who: Person, by: str) -> Faulty:
    actions.end_posts(posts=[_line(request, who).id], at=timezone.now(), by=by)
    messages.success(request, gettext("The post has ended."))
    _take_back(request, who, by)
    return None


def _transfer(request: HttpRequest, who: Person, by: str) -> Faulty:
    line, office = _line(request, who), office_in(request.POST.get("office", ""))
    if office is None or not may_give(seats_of(request), role=line.role, office=office.pk):
        messages.error(request, gettext("No office of yours is called so, or this post is not yours to give there."))
        return None
    actions.transfer(post=line.id, to=office, at=timezone.now(), by=by)
    messages.success(request, gettext("Transferred to %(office)s, from today.") % {"office": office.name})
    _take_back(request, who, by)
    return None


def _hand_over(request: HttpRequest, who: Person, by: str) -> Faulty:
    """Give what the person has to walk, as far as whoever asks sends people there, to somebody who may walk it."""
    theirs, to = beats_held(request, who.id), request.POST.get("to", "").strip()
    if to not in {taker.user for taker in takers(theirs, who.id)}:
        messages.error(request, gettext("Nobody with this user name may walk there. Check the name and their post."))
        return None
    many = fieldwork.hand_over(
        from_worker=who.id, to_worker=actions.person_called(to).pk, beats=[beat.id for beat in theirs],
        by=by, at=timezone.now(),
    )  # fmt: skip
    told = ngettext("%(n)s beat is handed over.", "%(n)s beats are handed over.", many)
    messages.success(request, told % {"n": in_indian_groups(many)})
    return None


def takers(beats: Sequence[HeldBeat], holder: int) -> list[Walker]:
    """Return to whom all these beats may be handed over: whoever has a post at, or above, each of their sections."""
    there = [walkers_at(office, on=timezone.localdate()) for office in {beat.office for beat in beats}]
    return [one for one in there[0] if one.id != holder and all(one in others for others in there)] if there else []


def _take_back(request: HttpRequest, who: Person, by: str) -> None:
    """Give what the person may not walk any more to nobody, and say so: somebody is to be chosen for it."""
    seats = staff.seats_named(who.user, on=timezone.localdate())
    beats = [beat for beat in work_of(who.id) if not staff.may(seats, Deed.WALK_BEAT, office=beat.office)]
    if not beats:
        return
    many = fieldwork.assign(beats=[beat.id for beat in beats], worker=None, by=by, at=timezone.now())
    told = ngettext(
        "%(n)s beat of theirs is nobody’s now, open doors: %(doors)s. Give it to somebody from the drive’s page.",
        "%(n)s beats of theirs are nobody’s now, open doors: %(doors)s. Give them to somebody from the drive’s page.",
        many,
    )
    doors = sum(beat.open for beat in beats)
    messages.warning(request, told % {"n": in_indian_groups(many), "doors": in_indian_groups(doors)})


def beats_held(request: HttpRequest, person: int) -> list[HeldBeat]:
    """Return what the person has to walk, as far as whoever asks sends people there."""
    seats = seats_of(request)
    return [beat for beat in work_of(person) if staff.may(seats, Deed.RUN_DRIVE, office=beat.office)]


def _line(request: HttpRequest, who: Person) -> Line:
    """Return the post that the form names; :raises Http404: if it is not theirs to end."""
    seats, said = seats_of(request), request.POST.get("post", "")
    for line in who.lines:
        is_theirs = (line.is_held or line.is_to_come) and may_give(seats, role=line.role, office=line.office.id)
        if str(line.id) == said and is_theirs:
            return line
    raise Http404
