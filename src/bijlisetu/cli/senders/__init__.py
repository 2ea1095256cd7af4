"""Our channels and senders as the environment describes them."""
