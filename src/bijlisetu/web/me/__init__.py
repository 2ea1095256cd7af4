"""Pages for consumers, opened by the sealed link of a message on any phone, without a login."""
