"""The commands: each reads its options, calls one deed or question, and prints what came of it."""
