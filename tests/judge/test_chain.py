"""The chain of evidence: which link broke, and the sentences that say so. The sentences are product: read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judge.faults import FAULTS, told

GOLDEN = Path(__file__).with_name("chains.txt")


def kept() -> dict[str, str]:
    blocks = GOLDEN.read_text(encoding="utf-8").split("\n\n") if GOLDEN.exists() else []
    return dict(block.strip().removeprefix("# ").split("\n", 1) for block in blocks if block.strip())


def test_the_sentences_are_those_that_were_read_and_kept(renew: bool) -> None:
    found = {name: told(make()) for name, make in FAULTS.items()}
    if renew:
        GOLDEN.write_text("\n\n".join(f"# {name}\n{text}" for name, text in found.items()) + "\n", encoding="utf-8")
    assert found == kept()


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_found_and_said_in_a_sentence(name: str) -> None:
    outcomes = [outcome for outcome in FAULTS[name]().outcomes if outcome.status not in ("met", "not run")]
    assert outcomes
    for outcome in outcomes:
        chain = outcome.chain
        assert chain.message.endswith("."), chain
        assert ".." not in chain.message
        assert len(chain.message) < 400
        states = [link.state for link in chain.links]
        assert [link.name for link in chain.links if link.state == "broken"] == ([chain.broken] if chain.broken else [])
        if chain.broken:
            assert chain.mend
            assert "ok" not in states[states.index("broken") :]
