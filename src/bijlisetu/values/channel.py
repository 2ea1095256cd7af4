"""The ways to reach a person."""

import enum


class ChannelKind(enum.StrEnum):
    """A way to reach a person; a number or mailbox may be good for some and not for others."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"
