"""One kept HTTP connection to a carrier, and the fetching of documents."""
