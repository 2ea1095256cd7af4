"""Pages for everybody, without a login and without a link: what is off where, and whether a message is ours."""
