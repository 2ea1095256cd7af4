"""Some days of light and dark, told on one clock: cuts, the desk, neighbours, crews, and the truth they are held to."""
