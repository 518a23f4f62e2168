"""`saksgang audit decisions` and `sample`: every decision with its proof state, and some drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from audit.check import check
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, Proof, outcome_of
from audit.sampling import sample
from cli.audit_anomalies import From, To
from cli.door import Door
from cli.moments import Days
from cli.spreadsheet import AsCsv, refuse_both, write_sheet
from cli.witnesses import seen_so_far
from models import entries as e
from models.entries import Entry
from register.archive import runs_of
from register.decisions import Decision, decisions_of
from register.evidence import evidence_of
from register.log import latest_checkpoint
from register.projection import case_state


@dataclass(frozen=True)
class Proved:
    """A decision, how far its proof has come, and what it came to."""

    decision: Decision
    came_to: str
    checks: tuple[Check, ...]
    archived: int  # finished runs of its workflow

    @property
    def proof(self) -> Proof:
        """What the checks come to."""
        return outcome_of(self.checks)

    @property
    def words(self) -> str:
        """The proof in a line: what is broken or missing first."""
        worst = [c for c in self.checks if c.outcome != PROVED]
        return f"{worst[0].outcome}: {worst[0].what}: {worst[0].why}" if worst else "proved"

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        made, entry = self.decision.made, self.decision.entry
        return {
            "case": self.decision.case,
            "title": self.decision.title,
            "day": made.day,
            "body": made.body,
            "meeting": made.meeting,
            "text_digest": made.text_digest,
            "seq": entry.seq,
            "hash": entry.hash,
            "leaf": self.decision.leaf,
            "came_to": self.came_to,
            "proof": self.proof.name.lower(),
            "checks": [vars(check) for check in self.checks],
            "archived_runs": self.archived,
        }


async def decisions(door: Door, *, since: From = None, until: To = None, as_csv: AsCsv = False) -> None:
    """List every decision with its proof state: whether the record passes the checker, and stands in the signed log.

    Status 0 where all are proved, 1 where one is broken, 3 where something could not be checked yet. This is what the
    register says of itself; `./saksgang audit export` proves one to who trusts nobody here.

    Example: ./saksgang audit decisions --from 2026-01-01 --to 2026-12-31 --csv > vedtak-2026.csv
    """
    refuse_both(door.out, as_csv=as_csv)
    found = [await _proved(door, decision) for decision in await _decisions(door, since, until)]
    columns = ("day", "case", "body", "came to", "proof", "title")
    rows = [
        (str(p.decision.made.day), p.decision.case, p.decision.made.body, p.came_to, p.words, p.decision.title)
        for p in found
    ]
    if as_csv:
        write_sheet(
            (*columns, "text digest"),
            [(*row, p.decision.made.text_digest) for row, p in zip(rows, found, strict=True)],
        )
    else:
        door.out.table(columns, rows, empty=_none_made(since, until))
    proof = outcome_of([check for p in found for check in p.checks]) if found else Proof.PROVED
    if found and not as_csv:
        sound = sum(p.proof is Proof.PROVED for p in found)
        door.out.line(f"{counted(len(found), 'decision')}, {sound} proved, as far as the register can prove itself.")
        door.out.line(
            "`./saksgang audit export CASE -o FILE.zip` proves one to whoever trusts nobody here.", style="dim"
        )
    door.out.document(
        {"result": proof.name.lower() if found else "no_decision", "decisions": [p.document() for p in found]}
    )
    if proof is not Proof.PROVED:
        raise typer.Exit(int(proof))


async def _decisions(door: Door, since: str | None, until: str | None) -> tuple[Decision, ...]:
    community = await door.community()
    days = Days.of(since, until)
    async with door.reading() as connection:
        return await decisions_of(connection, community, first=days.first, last=days.last)


async def _proved(door: Door, decision: Decision) -> Proved:
    async with door.reading() as connection:
        evidence = await evidence_of(connection, decision.case)
        newest = await latest_checkpoint(connection, evidence.community)
        archived = await runs_of(connection, decision.case)
        state = await case_state(connection, decision.case)
        waits = None if state is None else await seen_so_far(connection, evidence.community, decision.case, state)
    checked = check(evidence, answered=False)
    entries = evidence.by_record[decision.case].entries
    passes = "the record follows from the rules"
    record = Check(passes, PROVED) if checked.difference is None else Check(passes, BROKEN, str(checked.difference))
    logged = _logged(decision, 0 if newest is None else newest.size)
    return Proved(decision, waits.short if waits else _came_to(entries, decision), (record, logged), len(archived))


def _logged(decision: Decision, signed: int) -> Check:
    what = "it stands in the signed log"
    if decision.leaf is None:
        return Check(what, NOT_CHECKED, "it has no leaf yet: see whether `./saksgang log sign` runs")
    if decision.leaf_hash != decision.entry.hash:
        return Check(what, BROKEN, f"leaf {decision.leaf} is of another entry")
    if decision.leaf >= signed:
        return Check(what, NOT_CHECKED, f"leaf {decision.leaf} waits for the next checkpoint")
    return Check(what, PROVED, f"leaf {decision.leaf} of {signed}")


def _came_to(entries: Sequence[Entry], decision: Decision) -> str:
    after = [entry.happened for entry in entries if entry.seq > decision.entry.seq]
    bound = {body.party for body in after if isinstance(body, e.BindingEffect)}
    if bound:
        left = [party for party in decision.made.parties if party not in bound]
        return (
            f"binds {len(bound)} of {len(bound) + len(left)} parties"
            if left
            else f"binds {counted(len(bound), 'party', 'parties')}"
        )
    return "held" if any(isinstance(body, e.DecisionHeld) for body in after) else "binds nobody yet"


def _none_made(since: str | None, until: str | None) -> str:
    return "No decision has been made." if since is until is None else "No decision was made in that time."


async def draw(
    door: Door,
    count: Annotated[int, typer.Argument(metavar="N", min=1, max=10_000, help="How many.")],
    *,
    seed: Annotated[str, typer.Option(metavar="TEXT", help="Any text: the same draws the same decisions.")],
    since: From = None,
    until: To = None,
) -> None:
    """Draw decisions at random, as auditors do; whoever knows the seed draws the same.

    They come in the order of SHA-256 over the seed, a line feed and the case's id; the first N are drawn. Choose a
    seed that nobody here knew before, such as a number you have thrown.

    Example: ./saksgang audit sample 10 --seed 2026-11-22-4711 --from 2026-01-01 --to 2026-12-31
    """
    made = {decision.case: decision for decision in await _decisions(door, since, until)}
    drawn = [made[case] for case in sample(made, count, seed)]
    door.out.table(
        ("case", "day", "body", "title"),
        [(d.case, str(d.made.day), d.made.body, d.title) for d in drawn],
        empty=_none_made(since, until),
    )
    if drawn:
        door.out.line(f"{len(drawn)} of {counted(len(made), 'decision')}, by the seed {seed!r}.")
        door.out.line(f"`./saksgang audit export {drawn[0].case} -o FILE.zip` writes one with all that proves it.")
    cases = [{"case": d.case, "day": d.made.day, "body": d.made.body, "title": d.title} for d in drawn]
    door.out.document({"seed": seed, "of": len(made), "drawn": cases})
