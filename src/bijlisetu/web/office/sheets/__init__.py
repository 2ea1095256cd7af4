"""Beats on paper: print them, and key in what comes back."""
