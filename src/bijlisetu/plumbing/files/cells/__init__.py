"""What stands in one cell: days, amounts and readings as exports write them."""
