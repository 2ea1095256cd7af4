"""The government's SMS gateway, Mobile Seva."""
