"""The only door to a consumer: what is put in with a key goes out once, and each try keeps its evidence."""
