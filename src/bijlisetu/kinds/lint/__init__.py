"""Whether a kind's texts say the same facts, fit every carrier's limits, and match what is registered."""
