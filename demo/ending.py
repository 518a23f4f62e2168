"""How the story ended, looked up in the register and the mailbox and compared with what the procedure promises.

Nothing the telling says is taken for granted: every claim is looked for in the entries, and what differs is named.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from demo.material import CASES, AgreementMaterial, CaseMaterial, Round, read_agreement, read_case
from local.relay import TAKEN_LOG
from models import entries as e
from models.acts import Consent, Objection
from models.base import RecordId
from models.entries import Entry, chain_fault
from models.procedure import Procedure
from models.roster import Roster
from models.state import CaseStage, CaseState, MeetingStage
from register.database import Register
from register.projection import case_state
from register.queries import entries_of, meetings_of, messages_for, records_of
from rules.seats import counted_seats

HELD_OR_OFF = (MeetingStage.CLOSED, MeetingStage.CANCELLED)


@dataclass(frozen=True)
class CaseEnding:
    """Where one case stands at the end."""

    record: RecordId
    title: str
    body: str
    day: date | None  # of the beslutning
    bound: int
    entries: int


@dataclass(frozen=True)
class Ending:
    """What the register says when the story is over; `differs` is empty when all is as it should be."""

    cases: tuple[CaseEnding, ...]
    records: int
    entries: int
    mails: int
    meetings: int
    differs: tuple[str, ...]


async def look(
    register: Register,
    community: str,
    cases: Sequence[RecordId],
    mailbox: Path,
    procedure: Procedure,
    roster: Roster,
    *,
    agreements: Sequence[RecordId] = (),
) -> Ending:
    """Look at everything the story left behind.

    Args:
        register: Where it stands.
        community: Whose story it was.
        cases: The two cases.
        mailbox: What the relay took.
        procedure: What they were carried by.
        roster: Who was there.
        agreements: The old agreement, the dispute and the new agreement, where that was told.
    """
    async with register.reading() as connection:
        states = [await case_state(connection, case) for case in cases]
        meetings = await meetings_of(connection, community)
        records = await records_of(connection, community)
        entries = {record: await entries_of(connection, record) for record in records}
        messages = await messages_for(connection, community)
    differs = [
        *(f"{record}: {fault}" for record in records if (fault := chain_fault(entries[record]))),
        *(f"{row.record_id} is {row.stage}" for row in meetings if row.stage not in HELD_OR_OFF),
        *mail_faults(messages, mailbox),
    ]
    found = [state for state in states if state is not None]
    if len(found) != 2:  # the two the issue of a decision is shown with
        return Ending((), len(records), 0, len(messages), len(meetings), (*differs, f"{len(found)} cases, not two"))
    professional, economic = found
    for state in found:
        differs += [f"{state.record}: {w}" for w in _wrong_with_decision(state, entries[state.record], roster)]
    differs += _wrong_with_first(professional, entries[professional.record], procedure, read_case(CASES[0]))
    differs += _wrong_with_second(economic, entries[economic.record], procedure, read_case(CASES[1]))
    if agreements:
        old, dispute, new = (entries[record] for record in agreements)
        differs += wrong_with_agreement(old, dispute, new, read_agreement())
    return Ending(
        cases=tuple(_ending_of(state, entries[state.record]) for state in found),
        records=len(records),
        entries=sum(len(chain) for chain in entries.values()),
        mails=len(messages),
        meetings=len(meetings),
        differs=tuple(differs),
    )


def _ending_of(state: CaseState, entries: Sequence[Entry]) -> CaseEnding:
    made = [x.body for x in entries if isinstance(x.body, e.BeslutningMade)]
    return CaseEnding(
        record=state.record,
        title=state.title,
        body=made[-1].body if made else "",
        day=made[-1].day if made else None,
        bound=sum(isinstance(x.happened, e.BindingEffect) for x in entries),
        entries=len(entries),
    )


def _wrong_with_decision(state: CaseState, entries: Sequence[Entry], roster: Roster) -> Iterator[str]:
    """What every binding beslutning of the story must show (P-01, P-12, P-19, P-20, P-34, P-35)."""
    kinds = [entry.body.kind for entry in entries]
    if state.stage is not CaseStage.UNDER_OPPFOLGING or state.ended:
        yield f"it is {state.stage.value}{' and closed' if state.ended else ''}, not decided and in follow-up"
    for kind in ("beslutning_made", "announced"):
        if kinds.count(kind) != 1:
            yield f"{kinds.count(kind)} entries {kind}, not one"
    if "beslutning_made" not in kinds:
        return
    made = kinds.index("beslutning_made")
    if "binding_effect" in kinds[:made]:
        yield "a party was bound before there was consensus"
    parties = sorted(p.party for p in roster.parties)
    for kind, cls in (("binding_effect", e.BindingEffect), ("follow_up_opened", e.FollowUpOpened)):
        found = sorted(x.body.party for x in entries if isinstance(x.body, cls))
        if found != parties:
            yield f"{kind} for {', '.join(found) or 'nobody'}, not for each party once"
    held = [x.body for x in entries[:made] if isinstance(x.body, e.DroftingHeld)]
    decision = entries[made].body
    assert isinstance(decision, e.BeslutningMade)
    if not held or held[-1].meeting == decision.meeting or held[-1].day >= decision.day:
        yield "no drøfting in an earlier meeting"
    elif held[-1].text_digest != decision.text_digest:
        yield "the text decided is not the text deliberated"


def _wrong_with_first(
    state: CaseState, entries: Sequence[Entry], procedure: Procedure, told: CaseMaterial
) -> Iterator[str]:
    """Consensus at once: a statement in the minutes, an objection heard and not counted (P-18, P-27)."""
    bodies = [entry.body for entry in entries]
    name, decides = state.record, procedure.routing.professional
    decided = [b for b in bodies if isinstance(b, e.BeslutningMade)]
    if [b.body for b in decided] != [decides]:
        yield f"{name}: decided in {[b.body for b in decided]}, not in {decides}"
    answered = [b for b in bodies if isinstance(b, e.ForankringAnswered)]
    if len(answered) != len(state.affected):
        yield f"{name}: {len(answered)} answers of {len(state.affected)}"
    positions = [b for b in bodies if isinstance(b, e.PositionTaken)]
    if {b.seat for b in positions if b.counted} != set(counted_seats(procedure, decides)):
        yield f"{name}: not every counted seat took a position"
    if sum(isinstance(b.stance, Consent) and b.stance.statement is not None for b in positions) != 1:
        yield f"{name}: not one protokolltilførsel"
    objected = [b.seat for b in positions if isinstance(b.stance, Objection)]
    if objected != [p.seat for p in told.rounds[-1].beslutning.positions if isinstance(p.stance, Objection)]:
        yield f"{name}: {objected} objected, which is not who does in the story"
    recused = [(b.seat, b.deputy) for b in bodies if isinstance(b, e.RecusalDecided)]
    if recused != [(r.seat, r.deputy) for r in told.rounds[-1].beslutning.recused]:
        yield f"{name}: recused {recused}"
    refused = [b.refusal.rule for b in bodies if isinstance(b, e.ActRefused)]
    if refused != ["P-01"]:
        yield f"{name}: refused by {refused}, not once by P-01"


def _wrong_with_second(
    state: CaseState, entries: Sequence[Entry], procedure: Procedure, told: CaseMaterial
) -> Iterator[str]:
    """Raised; an objection stops it; consensus on the amended text after a new drøfting (P-13, P-14, P-19)."""
    bodies = [entry.body for entry in entries]
    name, decides = state.record, procedure.routing.larger_consequences
    outcomes = [(b.kind, b.body) for b in bodies if isinstance(b, e.NoConsensus | e.BeslutningMade)]
    if outcomes != [("no_consensus", decides), ("beslutning_made", decides)]:
        yield f"{name}: came to {outcomes}"
        return
    held = [b.body for b in bodies if isinstance(b, e.DroftingHeld)]
    expected = [procedure.routing.drofting_default, *((told.path.drofting_body,) if told.path else ())]
    if held != expected:
        yield f"{name}: drøfting in {held}, not in {expected}"
    amended = [b.text_digest for b in bodies if isinstance(b, e.TextAmended)]
    decided = [b.text_digest for b in bodies if isinstance(b, e.BeslutningMade)]
    if amended != decided:
        yield f"{name}: the text decided is not the amended one"
    silent = [b.unanswered for b in bodies if isinstance(b, e.ForankringClosed)]
    if silent != [_silent(state, this) for this in told.rounds]:
        yield f"{name}: silent in forankring were {silent}"
    raised = [(b.seat, b.decision_body) for b in bodies if isinstance(b, e.HigherBodyDemanded)]
    if raised != [(this.raised.seat, decides) for this in told.rounds if this.raised]:
        yield f"{name}: raised {raised}"
    councils = [(b.party, b.approved) for b in bodies if isinstance(b, e.ReservationAnswered)]
    if councils != [(p.reserved.party, True) for p in told.rounds[-1].beslutning.positions if p.reserved]:
        yield f"{name}: councils said {councils}"
    refused = [b.act_kind for b in bodies if isinstance(b, e.ActRefused)]
    if refused:
        yield f"{name}: refused {refused}"


def wrong_with_agreement(
    old: Sequence[Entry], dispute: Sequence[Entry], new: Sequence[Entry], told: AgreementMaterial
) -> Iterator[str]:
    """One end on the last of February, mediation by consent, a new agreement before it (A-09, A-10, A-13, N-03)."""
    ended = [x.body for x in old if isinstance(x.body, e.RelationEnded)]
    if [(b.relation, b.cause, (b.last_day.month, b.last_day.day)) for b in ended] != [
        (told.by, e.EndCause.NOTICE, (2, 28))
    ]:
        yield f"{old[0].record}: ended {[(b.relation, b.last_day.isoformat()) for b in ended]}"
        return
    if any(isinstance(x.happened, e.NoticeWithdrawn) for x in old):
        yield f"{old[0].record}: the notice was withdrawn, though the counterpart did not agree"
    kinds = [x.body.kind for x in dispute]
    if "dispute_submitted" not in kinds or "consent_answered" not in kinds[: kinds.index("dispute_submitted")]:
        yield f"{dispute[0].record}: not submitted after consent: {kinds}"
    entered = [x.body for x in new if isinstance(x.body, e.RelationEntered)]
    if len(entered) != 1 or entered[0].entered_on > ended[0].last_day:
        yield f"{new[0].record}: not entered before the old agreement ended"


def _silent(state: CaseState, this: Round) -> tuple[str, ...]:
    """Who does not answer in a round of the story."""
    answered = {answer.party for answer in this.forankring}
    return tuple(party for party in state.affected if party not in answered)


def mail_faults(messages: Sequence[Any], mailbox: Path) -> Iterator[str]:
    """Everything owed was taken by the relay once, and nothing else was."""
    states = Counter(row.state for row in messages)
    if set(states) != {"sent"}:
        yield f"mail: {dict(states)}"
    owed = {f"{row.message_id}.eml" for row in messages}
    taken = Counter(line["file"] for line in _taken(mailbox))
    lost = owed - taken.keys()
    strange = taken.keys() - owed
    twice = [file for file, times in taken.items() if times > 1]
    for what, files in (("did not arrive", lost), ("were not owed", strange), ("came twice", twice)):
        if files:
            yield f"mail: {len(files)} messages {what}, such as {min(files)}"


def _taken(mailbox: Path) -> list[dict[str, Any]]:
    log = mailbox / TAKEN_LOG
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
