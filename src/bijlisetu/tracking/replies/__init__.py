"""What people say to us: kept whole and once, laid to the question it answers, and handed to the room it concerns."""
