"""SMS: texts cut into parts, scrubbed as DLT does it, carried by SMPP or by the government's gateway."""
