"""What anybody may know of outages: where, since when, until when, why; nothing of anybody's account."""
