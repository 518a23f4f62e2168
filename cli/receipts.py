"""What proves that an act was received: for people a line, for programs a few fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.story import asked_for
from cli.moments import exact

if TYPE_CHECKING:
    from cases import Answer


def receipt(answer: Answer) -> dict[str, Any]:
    """What proves that an act was received, and in which entries it stands."""
    return {
        "act_id": answer.act_id,
        "record": answer.record,
        "number": answer.number,
        "received_at": answer.received_at.isoformat().replace("+00:00", "Z"),
        "entries": None if answer.first_seq is None else [answer.first_seq, answer.last_seq],
    }


def proof_of(answer: Answer) -> list[tuple[str, str]]:
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
    return [*told, ("proof", signed)]


def words(kind: str) -> str:
    """`take_position` as people read it: `taking a position`."""
    return asked_for(kind)
