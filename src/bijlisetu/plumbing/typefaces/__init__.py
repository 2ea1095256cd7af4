"""Typefaces for names in the other scripts of the Eighth Schedule, and which marks none of ours has."""
