"""What proves that an act was received: for people a line, for programs a few fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.story import asked_for
from cli.moments import exact

if TYPE_CHECKING:
    from cases import Answer
    from models.acts import Actor
    from models.submission import Claim


def receipt(answer: Answer, of: Claim | Actor | None = None) -> dict[str, Any]:
    """What proves that an act was received, in which entries it stands, and whether that is mailed."""
    return {
        "act_id": answer.act_id,
        "record": answer.record,
        "number": answer.number,
        "received_at": answer.received_at.isoformat().replace("+00:00", "Z"),
        "entries": None if answer.first_seq is None else [answer.first_seq, answer.last_seq],
        "mailed": _mailed(answer, of),
    }


def proof_of(answer: Answer, of: Claim | Actor | None = None) -> list[tuple[str, str]]:
    """The receipt for people: when it was received, where it stands, the id that asks again, and how it is proved."""
    kept = ""
    if answer.first_seq is not None:
        several = answer.first_seq != answer.last_seq
        kept = f"; entries {answer.first_seq} to {answer.last_seq}" if several else f"; entry {answer.first_seq}"
    received = f"number {answer.number} of {answer.record}, received {exact(answer.received_at)}{kept}"
    told = [("receipt", received), ("act id", answer.act_id)]
    if answer.first_seq is None:
        return told
    signed = f"`./saksgang audit prove {answer.act_id} -o FILE.tlog-proof` writes the receipt that the log has signed"
    return [*told, ("proof", f"follows by mail; {signed}, too" if _mailed(answer, of) else signed)]


def _mailed(answer: Answer, of: Claim | Actor | None) -> bool:
    """Whether the act has a letter: it was done for a seat or a party, or entered for somebody (docs/adr/0009)."""
    if of is None or answer.first_seq is None:
        return False
    return bool(of.seat or of.party) or of.entered_by not in (None, of.person)


def words(kind: str) -> str:
    """`take_position` as people read it: `taking a position`."""
    return asked_for(kind)
