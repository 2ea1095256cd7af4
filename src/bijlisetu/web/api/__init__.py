"""The door for other systems of the department, such as SCADA: outages and complaints, in and out, as JSON."""
