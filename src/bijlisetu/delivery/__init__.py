"""The engine: due letters are leased, carried and recorded; none is lost, and none is sent twice by us."""
