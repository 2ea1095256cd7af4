"""What is to be said to people at work: one row per person, subject and channel, with the files that go with it."""
