"""The measures: each on a database of its own, each putting its figures beside their targets."""
