"""What a utility lets everybody see of how it keeps its word: counted at night, without names, never a few cases."""
