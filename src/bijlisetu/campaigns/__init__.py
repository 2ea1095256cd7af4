"""One message to many: an officer picks kind and audience, each number hears it once, a ledger says who did."""
