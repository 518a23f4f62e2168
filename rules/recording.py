"""How a judged act becomes entries in a record's chain. The same wherever it is judged: workflow or register.

Refused acts are part of the record, but a broken client must not fill it: beyond the procedure's number an hour and
sender they are counted, and the count is entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from models.acts import DeadlineReached, ReceivedAct
from models.base import Frozen
from models.entries import ActRef, ActRefused, ClockStopped, Entry, EntryBody, RefusalsSummarised, Unsealed, seal
from models.state import Clock, RecordHead, RefusalTally
from models.work import ActVerdict, Outcome
from rules.verdict import Verdict


class Recorded(Frozen):
    """The entries an act gave, its verdict, and the head of the chain after them."""

    entries: tuple[Entry, ...]
    verdict: ActVerdict
    head: RecordHead


def record_act(head: RecordHead, received: ReceivedAct, verdict: Verdict, refusals_per_hour: int) -> Recorded:
    """The act's entries, sealed onto the chain; the act counts as judged from here."""
    bodies: tuple[EntryBody, ...] = verdict.bodies
    tallies = head.tallies
    if verdict.refusal is not None:
        refused = ActRefused(act_kind=received.act.kind, refusal=verdict.refusal)
        bodies, tallies = _tallied(head, received, refused, refusals_per_hour)
    at = received.act.due_at if isinstance(received.act, DeadlineReached) else received.received_at
    entries = _chain(head, bodies, at, received)
    return Recorded(
        entries=entries,
        verdict=_verdict(received, verdict, entries),
        head=head.model_copy(
            update={
                "seq": head.seq + len(entries),
                "hash": entries[-1].hash if entries else head.hash,
                "judged": received.number,
                "tallies": tallies,
            }
        ),
    )


def record_step(head: RecordHead, bodies: Iterable[EntryBody], at: datetime) -> tuple[tuple[Entry, ...], RecordHead]:
    """What the house itself enters as the next step of the procedure, and the head after it."""
    entries = _chain(head, tuple(bodies), at, None)
    if not entries:
        return (), head
    return entries, head.model_copy(update={"seq": entries[-1].seq, "hash": entries[-1].hash})


def _chain(
    head: RecordHead, bodies: tuple[EntryBody, ...], at: datetime, received: ReceivedAct | None
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    prev = head.hash
    for offset, body in enumerate(bodies, start=1):
        unsealed = Unsealed(
            record=head.record,
            seq=head.seq + offset,
            at=at,
            prev=prev,
            act=_ref(received) if received else None,
            actor=received.actor if received else None,
            body=body,
        )
        entries.append(seal(unsealed))
        prev = entries[-1].hash
    return tuple(entries)


def _ref(received: ReceivedAct) -> ActRef:
    return ActRef(act_id=received.act_id, number=received.number, digest=received.digest)


def _verdict(received: ReceivedAct, verdict: Verdict, entries: tuple[Entry, ...]) -> ActVerdict:
    outcome = Outcome.ACCEPTED if entries else Outcome.NOTHING_LEFT
    if verdict.refusal is not None:
        outcome = Outcome.REFUSED
    return ActVerdict(
        act_id=received.act_id,
        number=received.number,
        outcome=outcome,
        first_seq=entries[0].seq if entries else None,
        last_seq=entries[-1].seq if entries else None,
        refusal=verdict.refusal,
    )


def _tallied(
    head: RecordHead, received: ReceivedAct, refused: ActRefused, limit: int
) -> tuple[tuple[EntryBody, ...], tuple[RefusalTally, ...]]:
    """The refusal as an entry, or only counted; a past hour's count is entered with the next refusal."""
    sender = sender_of(received)
    hour = received.received_at.replace(minute=0, second=0, microsecond=0)
    tally = next((t for t in head.tallies if t.sender == sender), None)
    summary: tuple[EntryBody, ...] = ()
    if tally is not None and tally.hour != hour:
        summary = summarised(tally)
        tally = None
    if tally is None:
        tally = RefusalTally(sender=sender, hour=hour, listed=0)
    listed = tally.listed < limit
    change = {"listed": tally.listed + 1} if listed else {"summarised": tally.summarised + 1}
    others = tuple(t for t in head.tallies if t.sender != sender)
    bodies: tuple[EntryBody, ...] = (*summary, refused) if listed else summary
    return bodies, (*others, tally.model_copy(update=change))


def summarised(tally: RefusalTally) -> tuple[EntryBody, ...]:
    """The entry that counts what was not listed, or none."""
    if tally.summarised == 0:
        return ()
    return (RefusalsSummarised(sender=tally.sender, hour=tally.hour, count=tally.summarised),)


def stopped(rung: Clock, running: Sequence[Clock]) -> tuple[ClockStopped, ...]:
    """What is entered when a clock has rung and runs on: it has nothing left to do, and would ring for ever."""
    return (ClockStopped(clock=rung.name, due_at=rung.due_at),) if rung in running else ()


def still_running(clocks: Sequence[Clock], gone: ClockStopped) -> tuple[Clock, ...]:
    """The clocks but for the one that was stopped."""
    return tuple(c for c in clocks if (c.name, c.due_at) != (gone.clock, gone.due_at))


def sender_of(received: ReceivedAct) -> str:
    """Whose refused acts are counted together: a seat's, else a party's, else a person's, else a record's."""
    actor = received.actor
    return actor.seat or actor.party or actor.person or actor.record or "unknown"
