"""When people hear of cuts: notices ahead, short cuts that come again, nights; by a file that a utility may edit."""
