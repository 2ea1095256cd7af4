"""Whose hand a phone is in: a code sent to it and said back, a missed call from it, a link pressed in a mailbox."""
