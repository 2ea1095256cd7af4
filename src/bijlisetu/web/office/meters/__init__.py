"""Prepaid meters of an office: who is low, whose meter is silent, and what was left where one became postpaid."""
