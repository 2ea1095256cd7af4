"""What stands in the book of deeds, in plain words; one that is newer stands there by its own name."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.reports import words

WRITTEN: dict[str, Promise] = {
    **words.DEEDS,
    "audit.exported": _("The book was taken along for inspection"),
    "audit.months_left": _("Old months are about to leave"),
    "audit.seals_left": _("Seals of old months have left"),
    "report.made": _("Evening report made"),
    "contact.informed": _("Told what the number is used for"),
    "correction.asked": _("Asked for a correction"),
    "correction.answered": _("Answered what was to be corrected"),
    "erasure.asked": _("Asked to be erased"),
    "erasure.granted": _("Decided what is erased"),
    "erasure.refused": _("Refused to erase"),
    "erasure.done": _("Erased"),
    "retention.let_go": _("What was past its time has left"),
    "evidence.held": _("Evidence is kept longer"),
    "evidence.let_go": _("Evidence need not be kept any longer"),
    "staff.login_opened": _("Login opened"),
    "staff.login_closed": _("Login closed"),
    "staff.password_changed": _("New password"),
    "staff.logged_out": _("Logged out everywhere"),
    "staff.invited": _("Invited to work here"),
    "staff.key_given": _("Link to the login given"),
    "staff.key_used": _("Link to the login used"),
    "staff.factor_taken": _("Second factor of the login set up"),
    "staff.card_written": _("Name and address of a person at work"),
    "staff.appointed": _("Post given"),
    "staff.post_ended": _("Post ended"),
    "network.imported": _("Feeders and offices imported"),
    "consumers.imported": _("Consumers imported"),
    "bills.imported": _("Bills imported"),
    "drive.planned": _("Drive opened"),
    "drive.days_set": _("Days of a drive changed"),
    "drive.ended": _("Drive ended"),
    "reach.deadline": _("Deadline set"),
    "task.assigned": _("Work given to a person"),
    "stop.thrown": _("Sending stopped"),
    "stop.lifted": _("Sending let go on"),
    "run.begun": _("Run begun"),
    "run.closed": _("Run gathered"),
    "run.canary": _("Trial of a run sent"),
    "run.waived": _("Answered for a finding of a run"),
    "run.released": _("Run released"),
    "run.stopped": _("Run stopped"),
    "run.went_on": _("Run let go on"),
    "run.corrected": _("Run corrected"),
    "run.finished": _("Run finished"),
    "editions.issued": _("Settings changed"),
    "editions.taken_back": _("A change of settings taken back"),
    "incident.seen_to": _("Somebody saw to a fault"),
}
