"""Whoever has no light: what they say is evidence for the outages, and a complaint where no outage explains it."""
