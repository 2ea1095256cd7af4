"""Pages for people on their way from door to door: a phone in one hand, in sunlight."""
