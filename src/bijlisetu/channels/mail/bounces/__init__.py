"""Bounces: the door that takes them in, and what they say."""
