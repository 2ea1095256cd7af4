"""One message to many: an officer picks a kind and whom it is told, each number hears it once, a ledger says who did."""
