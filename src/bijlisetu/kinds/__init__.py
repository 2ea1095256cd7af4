"""What can be said to consumers, one file a kind: its facts, its texts and its ladder, linted without a database."""
