"""Who is dark until when: what the desk enters of each cut, what it adds up to, and who was told."""
