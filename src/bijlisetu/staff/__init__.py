"""The people at work: who may do what, at which office and all below it."""
