"""The books: what an officer asks for on an account, and what another decides."""
