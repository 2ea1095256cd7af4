"""Bills as the utility's billing system issued them, each shown, printed and told from the same figures."""
