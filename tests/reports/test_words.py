"""Every word of a closed list has words for people."""

from __future__ import annotations

from bijlisetu.contact.lists import ClaimProof, ClaimSource
from bijlisetu.reports import words


def test_every_source_and_every_proof_of_a_claim_can_be_said() -> None:
    assert words.SOURCES.keys() == set(ClaimSource.values)
    assert words.PROOFS.keys() == set(ClaimProof.values)
