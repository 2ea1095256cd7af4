"""What is charged for paying late: a utility's rule as a dated file, its arithmetic, the run that charges a month."""
