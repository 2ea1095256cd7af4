"""When supply may be cut at all, whoever asks for it and why: a dated file for each utility, and its rule."""
