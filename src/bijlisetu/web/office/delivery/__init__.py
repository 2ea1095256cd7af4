"""Pages of delivery: is it going out, is anything wrong, and the switch that stops it."""
