"""How the answers to what auditors ask are shown: the question, the answer, and the entries it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from audit.check import Answer, Proof
from audit.naming import Names, short
from cli.moments import ZONE_WORDS
from cli.output import Out
from models.base import RecordId

BY_ID = (
    "Persons stand by their ids: a bundle's entries and acts hold no names. Its minutes and papers (documents/) do, "
    "and the community's own roster says whose each id is."
)


NOT_LOGGED = "The entries that these answers rest on are not shown to be in a signed log."


def tell_answers(out: Out, answers: Sequence[Answer], names: Names, logged: Mapping[RecordId, int]) -> None:
    """Each answer, under its question.

    Args:
        out: Where they are told.
        answers: The answers.
        names: Of persons, as far as they are known.
        logged: The last entry of each record that the signed log is shown to have; empty where it is of none.
    """
    out.line(f"Times are {ZONE_WORDS}.{'' if names.persons else f' {BY_ID}'}", style="dim")
    if not logged:
        out.line(NOT_LOGGED, style="dim")
    out.line()
    for answer in answers:
        out.line(f"{answer.question}. {answer.asked}", style="bold")
        out.hanging("   ", names.beside_ids(answer.plain))
        for words in answer.words:
            out.hanging("     ", names.beside_ids(words))
        for line in shown_by(answer.proofs, logged):
            out.hanging("     ", line)
        out.line()


def shown_by(proofs: Iterable[Proof], logged: Mapping[RecordId, int]) -> list[str]:
    """The entries of an answer, record by record, each with the beginning of its digest.

    They prove it as far as the signed log has them; what came after its checkpoint has no proof yet.
    """
    found: dict[tuple[RecordId, bool], list[str]] = {}
    for proof in proofs:
        proved = proof.seq <= logged.get(proof.record, 0)
        found.setdefault((proof.record, proved), []).append(f"{proof.seq} ({short(proof.hash)})")
    return [
        f"{'proved by' if proved else 'rests on'} {'entry' if len(entries) == 1 else 'entries'} {', '.join(entries)} "
        f"of {record}{', not shown to be in the signed log' if logged and not proved else ''}"
        for (record, proved), entries in found.items()
    ]
