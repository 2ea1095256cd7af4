"""Posts: given from a day on, moved to another office, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

import bijlisetu.audit.actions as audit
from bijlisetu.network.models import Office
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.models import Post, Role


class NoLogin(Refusal):
    """Nobody is called so."""


class NoPost(Refusal):
    """They hold no such post."""


class NoSuchTime(Refusal):
    """A post would end before it begins."""


class NoEmployer(Refusal):
    """An agency's person is whose?"""


@transaction.atomic
def appoint(
    *, user: str, office: Office, role: str, at: datetime, by: str, title: tuple[str, str] = ("", ""),
    employer: str = "", begins_on: date | None = None, ends_on: date | None = None,
) -> Post:  # fmt: skip
    """
    Give the person a post at the office, from today on, or another day, until it is ended, or until another day.

    :param title: what the utility calls the post, in Hindi and English; empty: as its vocabulary says of the role
    :param employer: an agency's name; empty: the department
    :raises NoLogin: if nobody is called so
    :raises NoSuchTime: if it would end before it begins
    :raises NoEmployer: if it is an agency's, and no agency is named
    """
    begins = begins_on or timezone.localdate(at)
    if ends_on is not None and ends_on <= begins:
        raise NoSuchTime("a post ends after it begins")
    if role == Role.AGENT and not employer:
        raise NoEmployer("an agency's person needs the agency's name")
    person = person_called(user)
    called = {"title_hi": title[0], "title_en": title[1], "employer": employer, "valid_from": begins}
    post, _ = Post.objects.get_or_create(person=person, office=office, role=role, valid_to=ends_on, defaults=called)
    audit.note(deed="staff.appointed", records=[f"user:{person.pk}"], by=by, at=at, detail=_said(post))
    return post


@transaction.atomic
def end_post(*, user: str, office: Office, at: datetime, by: str) -> None:
    """
    End what the person may do at the office, today.

    :raises NoLogin: if nobody is called so
    :raises NoPost: if they hold none there
    """
    person = person_called(user)
    if not end_all(Post.objects.filter(person=person, office=office), person, at=at, by=by):
        raise NoPost(f"{user} holds no post at {office.name}; bijlisetu officers lists who holds which")


@transaction.atomic
def end_posts(*, posts: Sequence[int], at: datetime, by: str) -> None:
    """End these posts today; those that have ended stay as they are."""
    for post in Post.objects.filter(pk__in=posts).select_related("person"):
        end_all(Post.objects.filter(pk=post.pk), post.person, at=at, by=by)


@transaction.atomic
def transfer(*, post: int, to: Office, at: datetime, by: str) -> Post:
    """
    End the post today, and give its holder the same at the other office.

    :raises NoPost: if it has ended, or is there already
    """
    held = Post.objects.select_for_update().select_related("person", "office").get(pk=post)
    title, until = (held.title_hi, held.title_en), held.valid_to
    is_over = until is not None and until <= timezone.localdate(at)
    if is_over or held.office_id == to.pk:
        raise NoPost(f"there is no post to be moved to {to.name}")
    end_all(Post.objects.filter(pk=post), held.person, at=at, by=by)
    return appoint(
        user=held.person.get_username(), office=to, role=held.role, title=title, employer=held.employer,
        ends_on=until, at=at, by=by,
    )  # fmt: skip


def person_called(user: str) -> User:
    """Return whoever is called so; :raises NoLogin: if nobody is."""
    person = User.objects.filter(username=user).first()
    if person is None:
        raise NoLogin(f"nobody is called {user!r}; bijlisetu officers lists who has a login")
    return person


def end_all(posts: QuerySet[Post], person: User, *, at: datetime, by: str) -> int:
    """End those that are held, and return how many; one that was given today, or for later, was held on no day."""
    today = timezone.localdate(at)
    held = posts.filter(Q(valid_to=None) | Q(valid_to__gt=today)).select_related("office")
    ended = [_said(post) for post in held]
    posts.filter(pk__in=[post.pk for post in held], valid_from__gt=today).update(valid_from=today)
    posts.filter(pk__in=[post.pk for post in held]).update(valid_to=today)
    for detail in ended:
        audit.note(deed="staff.post_ended", records=[f"user:{person.pk}"], by=by, at=at, detail=detail)
    return len(ended)


def _said(post: Post) -> dict[str, str]:
    more = {"employer": post.employer, "from": f"{post.valid_from}", "until": f"{post.valid_to or ''}"}
    return {"office": post.office.code, "role": post.role, **{name: said for name, said in more.items() if said}}
