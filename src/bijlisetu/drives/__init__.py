"""A population, a deadline, a target for each worker: shall we be done by the date, and who holds it up?"""
