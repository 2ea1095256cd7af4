"""What goes of the registry's past; what it knows today is the connection's."""

from __future__ import annotations

from bijlisetu.audit.sweeping import ADDRESSES, HISTORY, Swept, gone, masked

#: Words of former names that stand in no name any more; the changes that had them go next.
WORDS = """
DELETE FROM consumers_nameword WHERE word = ANY(ARRAY(
    SELECT DISTINCT word FROM consumers_factchange change,
           unnest(ARRAY[change.before, change.after]) AS name, unnest(consumers_name_words(name)) AS word
    WHERE change.consumer_id = %(consumer)s AND change.field = 'name'
)) AND NOT EXISTS (SELECT FROM consumers_consumer WHERE consumers_name_keys(name) @> ARRAY[word])
"""
#: A number that the billing system wrote into a name or address goes with the numbers; and then from the history.
SWEPT = (
    masked(ADDRESSES, "consumers_consumer", "name", "address", which="id = %(consumer)s", pattern="written"),
    masked(ADDRESSES, "consumers_factchange", "before", "after", which="consumer_id = %(consumer)s", pattern="written"),
    masked(ADDRESSES, "consumers_nameword", "word", "latin"),
    Swept(HISTORY, "consumers_nameword", ("word", "latin", "keys"), WORDS),
    gone(HISTORY, "consumers_factchange", "before", "after", which="consumer_id = %(consumer)s"),
)
