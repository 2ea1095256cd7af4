"""Statements by hand: plain ones, those by key that are planned once, and the embedded server."""
