"""What can be said to a consumer: a file for each kind of notice, from its facts to its answers; pure, no tables."""
