"""How long banks pay a cheque: a dated file, each value with its source."""
