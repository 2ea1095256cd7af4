"""The deeds of complaints: taken, worked on, answered for; each writes what happened, and the rest follows."""
