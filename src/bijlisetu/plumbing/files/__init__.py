"""Tables in files: CSV and XLSX in, row by row, with a line and a reason for each that is no good."""
