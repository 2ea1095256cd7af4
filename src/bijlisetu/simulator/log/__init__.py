"""The carriers' own log: what was taken, told and answered, and what it proves."""
