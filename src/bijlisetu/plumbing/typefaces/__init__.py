"""Typefaces for names in all scripts of the Eighth Schedule, which marks none of ours has, and pages set in them."""
