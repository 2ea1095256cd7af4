"""The health of numbers and mailboxes: judged by the agreement of channels and days, never by one carrier's word."""
