"""Numbers, certificates and stories for people: they read everything and write nothing."""
