"""What a refusal means, for whoever manages people at work."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff import actions as staff

REFUSED: dict[type[Refusal], Promise] = {
    staff.NotAUserName: _("Nobody can have this user name. Use English letters, digits, dots, - and _."),
    staff.LoginExists: _("Somebody has this user name already, or one that looks like it. Take another."),
    staff.NoSuchTime: _("A post ends after it begins."),
    staff.NoEmployer: _("Name the agency that employs this person."),
    staff.NoPost: _("This post has ended already, or is there."),
    staff.NoLogin: _("Nobody has this user name."),
}


def in_words(refusal: Refusal) -> str:
    """Return why a deed was refused."""
    return str(REFUSED.get(type(refusal), refusal))
