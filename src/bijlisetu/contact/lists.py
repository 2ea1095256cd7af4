"""The closed lists of what a claim may say. A new word is a migration too: the database knows them."""

from __future__ import annotations

from django.db.models import TextChoices


class ClaimRole(TextChoices):
    """Whose telephone it is."""

    UNKNOWN = "unknown"
    OWN = "own"
    FAMILY = "family"
    TENANT = "tenant"
    NEIGHBOUR = "neighbour"
    CARETAKER = "caretaker"
    SHOP = "shop"


class ClaimWord(TextChoices):
    """What is claimed."""

    REACHES = "reaches"  # the consumer can be reached there
    OWN = "own"  # it is the consumer's own, and something proves it
    NOT_OWN = "not_own"  # whoever is there has nothing to do with the connection
    LEFT = "left"  # the consumer uses it no more: another took its place
    TAKEN_BACK = "taken_back"  # what was claimed of it at this very moment was a mistake, and counts no more


class ClaimSource(TextChoices):
    """By which way it came to us; whoever brought it stands in `by`."""

    BILLING_EXPORT = "billing_export"
    OFFICE = "office"  # at a desk; nobody says how it was learned
    COUNTER = "counter"
    VISIT = "visit"
    CAMP = "camp"
    PAPER = "paper"  # a beat sheet filled in by hand
    CALL_BACK = "call_back"  # we called
    REPLY = "reply"  # an answer to a message of ours
    OWN_PAGE = "own_page"  # the consumer's own page, behind the link in a message
    HOME = "home"  # the consumer, at our entrance for everybody
    CHAT = "chat"  # the consumer, in a conversation with us
    CARRIER = "carrier"  # WhatsApp: the person has a new number


class ClaimProof(TextChoices):
    """What shows that it is so."""

    VISIT = "visit"
    COUNTER = "counter"
    CALL_BACK = "call_back"
    REPLY = "reply"
    LINK = "link"
    OTP = "otp"  # a code that was sent there was said back
    MISSED_CALL = "missed_call"  # it called us, as it was asked to
    OFFICE = "office"  # from before claims were kept: the office knew, and did not write down how


#: What the words beside a number in an export say: it holds until a later export says otherwise, whatever arrives.
CHANNEL_SHUT = "channel_shut"
#: Words that bring no address.
BRINGS_NONE = (ClaimWord.NOT_OWN, ClaimWord.LEFT, ClaimWord.TAKEN_BACK)
#: An answer to what we sent to an address says whose it is. It does not name the address: we knew it.
ANSWERS = (ClaimProof.REPLY, ClaimProof.LINK)
#: The phone itself was at hand; a link may have been handed on.
IN_HAND = (ClaimProof.OTP, ClaimProof.MISSED_CALL)
#: The ways on which somebody of the office brings an address.
BY_STAFF = (
    ClaimSource.OFFICE,
    ClaimSource.COUNTER,
    ClaimSource.VISIT,
    ClaimSource.CAMP,
    ClaimSource.PAPER,
    ClaimSource.CALL_BACK,
)
