"""Texts as Meta has them registered: brought there, read back, and held against what we would send."""
