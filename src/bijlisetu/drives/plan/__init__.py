"""Whom a drive is for, in which beats, walked by whom."""
