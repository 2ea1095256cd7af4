"""Pages for people of the office: reach, work, messages; made for a desk, usable on a phone."""
