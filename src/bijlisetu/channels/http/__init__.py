"""What adapters that speak HTTP have in common: many small requests on kept lines, and a file fetched from its link."""
