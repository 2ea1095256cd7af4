"""SMPP 3.4: PDUs, a bound link, and a bond that binds it again."""
