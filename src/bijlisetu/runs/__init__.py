"""Many notices at once go out only after gates, a canary and a second officer; what went out wrong is corrected."""
