"""Signals that what is reported from the doors may not have happened there; each has its innocent explanation."""
