"""The order in which one walks along a feeder, for plans of beats and for lists of doors."""

from __future__ import annotations

#: From transformer to transformer, by the reader's book; where the map knows the houses, row by row of a hundred
#: metres, there and back; then by the number of the pole: P-9 before P-10. What is not known comes last. Nothing in it
#: is NULL, so that two places can be compared; the doubled sign is for statements with parameters.
WALK = """
    consumer.transformer_id IS NULL,
    coalesce((SELECT name FROM network_transformer WHERE id = consumer.transformer_id), ''),
    coalesce(consumer.transformer_id, 0),
    consumer.book,
    consumer.latitude IS NULL OR consumer.longitude IS NULL,
    coalesce(round(consumer.latitude * 1000), 0),
    coalesce(CASE WHEN round(consumer.latitude * 1000)::bigint %% 2 = 0
                  THEN consumer.longitude ELSE -consumer.longitude END, 0),
    coalesce(substring(consumer.pole FROM '[0-9]+')::numeric, 'Infinity'),
    consumer.pole,
    consumer.account
"""
