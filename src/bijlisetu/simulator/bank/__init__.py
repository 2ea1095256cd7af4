"""A bank and a payment aggregator: what people truly paid, what is called out at once, and what each day's files say."""
