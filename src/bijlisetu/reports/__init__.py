"""Numbers, downloads and stories for people: reads every room, writes nothing."""
