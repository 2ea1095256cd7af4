"""The drive at the office: how it stands, its plan, its beats, its register, and signals of honesty."""
