"""SMS by the government's Mobile Seva gateway over HTTP."""
