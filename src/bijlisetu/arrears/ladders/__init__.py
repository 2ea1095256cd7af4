"""Ladders of reminders, a dated file for each utility: which step on which day, whom it spares and leaves out."""
