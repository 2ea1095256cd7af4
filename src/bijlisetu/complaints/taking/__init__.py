"""How words become complaints: what people write, photos that follow, machines that answer, and who proves nothing."""
