"""Settings, addresses and the servers' entrances."""
