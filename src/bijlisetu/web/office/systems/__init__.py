"""Which other systems of the utility speak with us, what for, and until when?"""
