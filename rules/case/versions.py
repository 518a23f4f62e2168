"""The versions of a case's text: which one an act rests on, and what has changed since (P-17)."""

from __future__ import annotations

from models.base import Digest
from models.rulebook import Refusal, RefusalCode
from models.state import CaseState, TextVersion
from rules.difference import difference, excerpts
from rules.verdict import Verdict


def versions_of(state: CaseState) -> tuple[TextVersion, ...]:
    """Every version, first to last; the last one stands."""
    return (*state.former_texts, state.text)


def outdated(state: CaseState, given: Digest, what: str, remedy: str) -> Verdict:
    """Refused: it rests on another version than the one that stands. The difference is shown where both are known.

    Args:
        state: The case.
        given: The digest of the text that was seen.
        what: What rests on it, as the subject of a sentence.
        remedy: What is allowed now.
    """
    seen = next((text for text in state.former_texts if text.digest == given), None)
    rests = f"version {seen.version} ({given[:12]})" if seen else f"text {given[:12]}, which the case has never had"
    return Verdict(
        refusal=Refusal(
            code=RefusalCode.OUTDATED_TEXT,
            rule="P-17",
            detail=f"{what} rests on {rests}; the text is in version {state.text.version} ({state.text.digest[:12]})",
            remedy=remedy,
            difference=excerpts(difference(seen.text, state.text.text)) if seen else None,
        )
    )
