"""What the DPDP Act asks of us with each address: a notice in words of its own, kept with who was told it when."""
