"""A bank and an aggregator: what people truly paid, what is called out at once, and what each day's files say."""
