"""A complaint has a clock that nobody can stop by silence, and ends by its consumer's word or by named evidence."""
