"""Whether a message is ours, whoever asks; and the forged ones that people tell us of."""
