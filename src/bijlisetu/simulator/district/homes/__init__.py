"""Who lives where: feeders, places, people and their connections, and what the records hold of their numbers."""
