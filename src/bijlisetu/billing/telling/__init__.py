"""Telling people of their bills: runs of a month, what holds them back, and what puts right what was told."""
