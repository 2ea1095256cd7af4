"""Numbers that are doubted: rules in a file look, a report says what they found, and an officer lets them act."""
