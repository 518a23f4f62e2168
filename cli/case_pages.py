"""How cases and records are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.naming import Names, counted
from audit.story import tell
from cli.moments import due, local, local_day, wall
from cli.outlook import IMPORTED, STAGES, end_words, missing, must_lines, silence_lines, standing
from cli.output import Out
from cli.sight import CaseSeen
from models.acts import Consent, ConsentWithReservation, Mark, Objection, Stance, StandAside
from models.canonical import digest_of
from models.entries import Entry
from models.state import CaseState, Drofting, Paper
from models.words import MARKED


def show_case(out: Out, seen: CaseSeen) -> None:
    """One case on one page."""
    state = seen.state
    out.line(f"{state.record}  {state.title}{IMPORTED if state.imported else ''}", style="bold")
    out.pairs(_standing(seen))
    out.line()
    out.line("Summary", style="bold")
    out.lines(f"  {line}" for line in state.summary.split("\n"))
    out.line()
    out.line(
        f"{'Proposed' if state.decided_in is None else 'Decided'} text, version {state.text.version}", style="bold"
    )
    out.line(f"  {state.text.digest}", style="dim")
    out.lines(f"  {line}" for line in state.text.text.split("\n"))
    for title, lines in _sections(seen):
        if lines:
            out.line()
            out.line(title, style="bold")
            out.lines(f"  {line}" for line in lines)
    out.document({"state": state, "next": seen.next()})


def _standing(seen: CaseSeen) -> Iterator[tuple[str, str]]:
    state, names = seen.state, seen.names
    yield "stage", STAGES[state.stage]
    if state.held is not None:
        where = state.held.record + (f", entry {state.held.entry}" if state.held.entry is not None else "")
        yield "held", f"nobody is bound: the check finds in {where}: {state.held.what} ({state.held.broken_rule})"
    if seen.witnessed:
        yield "witnesses", f"nobody is bound: the decision {seen.witnessed.words} (P-19)"
    if state.imported is not None:
        brought = f", brought there on {state.imported.brought_on}" if state.imported.brought_on else ""
        yield "imported", f"not proved; it was {state.imported.reference}{brought}"
    on_this = "" if state.decided_in is not None or state.ended else "; a position must be given on this one"
    yield "version", f"{state.version} of the case{on_this}"
    if state.ended:
        yield "meldt", local(state.registered_at)
    else:
        age = counted((local_day(seen.outlook.reckoned_at) - local_day(state.registered_at)).days, "day")
        yield "meldt", f"{local(state.registered_at)}; {age} old, {counted(state.rounds, 'round')} of drøfting (P-13)"
    yield (
        "goes by",
        f"{seen.procedure.procedure}, version {seen.procedure.version} ({digest_of(seen.procedure)[:12]})",
    )
    proposer = names.seat(state.proposer_seat) if state.proposer_seat else names.party(state.proposer_party or "")
    yield "proposed by", proposer or "the secretariat"
    yield "concerns", names.all_parties(state.affected)
    if state.classification is not None:
        sorts = state.classification
        yield "bodies", f"drøfting in {sorts.drofting_body}, beslutning in {sorts.decision_body}"
    if state.drofting is not None:
        yield "drøftet", _drofting(state.drofting, state, names)
    if state.placement is not None:
        placed = state.placement
        yield "meeting", f"{placed.meeting}, {local(placed.starts_at)}, for {MARKED[placed.mark]}"
    if state.arises_from is not None:
        yield "arises from", state.arises_from
    if state.late_objections:
        yield (
            "objected late",
            f"{len(state.late_objections)}; the decision stands: `./saksgang objection list {state.record}`",
        )
    if state.decided_in is not None:
        yield "decided in", state.decided_in
    if not state.ended:
        yield "missing", missing(seen.outlook, names)
        yield "earliest", end_words(seen.outlook.earliest)
        yield "latest", end_words(seen.outlook.latest)


def _drofting(held: Drofting, state: CaseState, names: Names) -> str:
    before = state.imported
    if before is None or not held.meeting.startswith("imported-"):
        return f"{held.day} in {held.meeting}, round {held.round}"
    where = before.drofting_meeting or held.body
    return (
        f"{held.day} in {where}, round {held.round}; imported, not proved: {names.person(before.vouched_by or '')} "
        "vouches for it"
    )


def _before(state: CaseState, names: Names) -> list[str]:
    lines = []
    for known in state.imported.positions if state.imported else ():
        who = names.seat(known.seat) if known.seat else names.party(known.party or "")
        on = f" on {known.on}" if known.on else ""
        said = f": {known.words}" if known.words else ""
        lines.append(f"{who}{on}, {known.position.value.replace('_', ' ')}{said}")
    return lines


def _sections(seen: CaseSeen) -> Iterator[tuple[str, list[str]]]:
    state, names = seen.state, seen.names
    yield "On hold for the nemnda", seen.on_hold()
    yield "Who must act now", must_lines(seen.outlook, names) or ([] if state.ended else ["Nobody now."])
    yield "Arranged", standing(state)
    yield "What happens by itself, if nobody acts", silence_lines(seen.outlook, names)
    yield "Known before the import, not proved; it counts for nothing here", _before(state, names)
    yield "Forankring", _forankring(state, names)
    yield (
        "Contributions in drøfting",
        [f"{names.seat(c.seat)}, round {c.round}, {c.said.about.value}: {c.said.text}" for c in state.contributions],
    )
    yield "Objections (P-28)", _objections(state, names)
    yield "Positions", _positions(seen)
    yield "Bound", _bindings(state, names)
    yield "Papers", [_paper(p) for p in state.papers]


def _paper(paper: Paper) -> str:
    late = " (late)" if paper.late else ""
    withheld = f" (withheld from the public: {paper.withheld})" if paper.withheld else ""
    return f"{paper.document[:12]}  {paper.title}{late}{withheld}"


def _seat(seat: str, counted: bool, names: Names) -> str:
    return names.seat(seat) if counted else f"{names.seat(seat)}, heard, not counted"


def _forankring(state: CaseState, names: Names) -> list[str]:
    if state.forankring is None:
        return []
    end = f"open to {due(state.forankring.due.at)}" if state.forankring.open else "closed"
    lines = [f"{end}; silence is never consent"]
    for party in state.forankring.parties:
        said = "no answer" if party.answer is None else party.answer.value.replace("_", " ")
        by = f" ({party.treated_by}, {party.treated_on})" if party.treated_by else ""
        comment = f": {party.comment}" if party.comment else ""
        lines.append(f"{names.party(party.party)}: {said}{by}{comment}")
    return lines


def _objections(state: CaseState, names: Names) -> list[str]:
    lines = []
    for o in state.objections:
        who = names.seat(o.seat) if o.seat else names.party(o.party or "")
        how = "in writing" if o.written else "in the roll call"
        lines.append(f"{o.objection}. {who}, {how}; {o.last.value} {local(o.steps[-1].at)}: {o.grounds}")
        if o.would_be_removed_by:
            lines.append(f"   would be removed by: {o.would_be_removed_by}")
    return lines


def _positions(seen: CaseSeen) -> list[str]:
    """Every counted seat once a roll call is open or has closed: what it said, or that it was not there (P-20)."""
    state, names = seen.state, seen.names
    lines = [f"{_seat(p.seat, p.counted, names)}: {_stance(p.stance)}" for p in state.positions]
    if not state.positions and not (state.item and state.item.mark is Mark.BESLUTNING):
        return []
    body = state.item.body if state.item else state.classification.decision_body if state.classification else ""
    present = {sitting.seat for sitting in state.item.attendance} if state.item else set()
    said = {p.seat for p in state.positions}
    silent = [seat.seat for seat in seen.procedure.body(body).seats if seat.counts and seat.seat not in said]
    for seat in silent:
        away = seat not in present if state.item else seat in state.absent
        lines.append(
            f"{names.seat(seat)}: {'absent (fravær): no position, and binds nobody' if away else 'not heard'}"
        )
    return lines


def _stance(stance: Stance) -> str:
    match stance:
        case Consent():
            said = "consents" + (", a statement follows" if stance.statement_follows else "")
            return said + (f"; statement: {stance.statement}" if stance.statement else "")
        case StandAside():
            return "stands aside" + (f"; statement: {stance.statement}" if stance.statement else "")
        case ConsentWithReservation():
            return f"consents with reservation for {', '.join(stance.parties)} until {stance.treated_by}"
        case Objection():
            return f"objects: {stance.grounds}"


def _bindings(state: CaseState, names: Names) -> list[str]:
    lines = []
    for b in state.bindings:
        if b.effect_at is not None:
            how = f"from {local(b.effect_at)}, through {b.by_seat}"
        elif b.refused:
            how = f"not bound: {b.waits_for} said no"
        else:
            on = f" on {b.treated_on}" if b.treated_on else ""
            late = "; reminded, no answer" if b.overdue_since else ""
            how = f"waits for {b.waits_for}{on}{late}"
        disputed = "; omstridt fullmakt: the mandate is reviewed (P-29)" if b.disputed else ""
        lines.append(f"{names.party(b.party)}: {how}{disputed}")
    lines += [f"{names.party(p)}: not bound; stood aside, which does not bind here" for p in state.outside]
    return lines


def show_record(out: Out, record: str, title: str, entries: Sequence[Entry], names: Names) -> None:
    """A record's story for people, its entries for programs."""
    out.line(f"{record}  {title}", style="bold")
    out.line("Times are Norwegian time.", style="dim")
    day = ""
    for told in tell(entries, names):
        moment = wall(told.at)
        if moment[:10] != day:
            day = moment[:10]
            out.line()
            out.line(day, style="bold")
        out.hanging(f"  {told.seq:>3}  {moment[11:]}  ", f"{told.words}  [{told.by}]")
        for quoted in told.quoted:
            for line in quoted.split("\n"):
                out.hanging(f"{'':>14}", line)
    out.line()
    many = counted(len(entries), "entry", "entries")
    out.line(f"{many}; the last digest is {entries[-1].hash if entries else 'none'}", style="dim")
    out.document({"record": record, "entries": entries})
