"""The root of all that a person outside can mend: shown as one line, never as a traceback."""


class Refusal(Exception):
    """What was asked cannot be done; the words say what, where, and what to do next."""
