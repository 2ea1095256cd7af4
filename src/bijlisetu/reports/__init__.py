"""Numbers, downloads and stories for people: reads every room, and keeps what was said at 18:00 alone."""
