"""Bounces in all their shapes: whose letter it was, and what became of it."""
