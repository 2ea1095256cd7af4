"""A synthetic district: the files an electricity department would hand over, and the hidden truth about them."""

from bijlisetu.simulator.district.files import write_district

__all__ = ["write_district"]
