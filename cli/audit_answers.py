"""How the answers to what auditors ask are shown: the question, the answer, and the entries that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.check import Answer, Proof
from audit.naming import Names, short
from cli.moments import ZONE_WORDS
from cli.output import Out

BY_ID = (
    "Persons stand by their ids: a bundle's entries and acts hold no names. Its minutes and papers (documents/) do, "
    "and the community's own roster says whose each id is."
)


def tell_answers(out: Out, answers: Sequence[Answer], names: Names) -> None:
    """Each answer, under its question; `names`: of persons, as far as they are known."""
    out.line(f"Times are {ZONE_WORDS}.{'' if names.persons else f' {BY_ID}'}", style="dim")
    out.line()
    for answer in answers:
        out.line(f"{answer.question}. {answer.asked}", style="bold")
        out.hanging("   ", names.beside_ids(answer.plain))
        for words in answer.words:
            out.hanging("     ", names.beside_ids(words))
        for line in proved_by(answer.proofs):
            out.hanging("     ", line)
        out.line()


def proved_by(proofs: Iterable[Proof]) -> list[str]:
    """The entries that prove an answer, record by record, each with the beginning of its digest."""
    found: dict[str, list[str]] = {}
    for proof in proofs:
        found.setdefault(proof.record, []).append(f"{proof.seq} ({short(proof.hash)})")
    return [
        f"proved by {'entry' if len(entries) == 1 else 'entries'} {', '.join(entries)} of {record}"
        for record, entries in found.items()
    ]
