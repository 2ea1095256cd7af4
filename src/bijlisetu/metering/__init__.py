"""What meters tell: who pays beforehand, what is left day by day, when it runs out; and when supply may be cut."""
