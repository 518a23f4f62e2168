"""Read models from entries: what lists and pages read, and the messages that are owed.

The same function makes them when entries are appended and when they are rebuilt from the first entry on, so that the
two cannot differ. Reads nothing but entries and what earlier entries made, and makes the same of them in however
many batches they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from models import entries as e
from models.agreement_state import AgreementState
from models.base import BodyId, Digest, RecordId
from models.canonical import text_digest
from models.dispute_state import DisputeState
from models.entries import Entry
from models.messages import Message
from models.procedure import Procedure
from models.roster import Roster
from models.state import CaseState, CommunityState, MeetingState
from models.tables import (
    AgreementView,
    CaseView,
    ClockView,
    CommunityView,
    DisputeView,
    EntryRow,
    LetterView,
    MeetingView,
    MessageView,
    PartyView,
    PositionView,
    RecordRow,
    SeatView,
    TextView,
    table_of,
)
from register.rows import document, insert_rows, upsert_row
from register.stored import procedure_by, roster_by
from rules.agreement.fold import fold_agreement
from rules.case.fold import fold_case
from rules.community import fold_community
from rules.dispute.fold import fold_dispute
from rules.effects.acts import (
    SendAct,
    awaits_beslutning,
    effects_of_case_entry,
    effects_of_meeting_entry,
    wants_following,
)
from rules.effects.acts_of_disputes import effects_of_dispute_entry
from rules.effects.addressees import Addressees, Letter
from rules.effects.letters import (
    letters_of_case_entry,
    letters_of_meeting_entry,
    messages_of,
)
from rules.effects.letters_of_agreements import letters_of_agreement_entry
from rules.effects.letters_of_disputes import letters_of_dispute_entry
from rules.effects.letters_of_receipts import receipt_letter, with_receipts
from rules.effects.letters_of_seats import letters_of_community_entry
from rules.legal_dates import local_day
from rules.meeting.fold import fold_meeting
from rules.searching import folded, words_of
from rules.seats import parties_of

AGREEMENT = table_of(AgreementView)
CASE = table_of(CaseView)
MEETING = table_of(MeetingView)
COMMUNITY = table_of(CommunityView)
DISPUTE = table_of(DisputeView)
SEAT = table_of(SeatView)
PARTY = table_of(PartyView)
POSITION = table_of(PositionView)
CLOCK = table_of(ClockView)
TEXT = table_of(TextView)
LETTER = table_of(LetterView)
MESSAGE = table_of(MessageView)
ENTRY = table_of(EntryRow)
RECORD = table_of(RecordRow)

# PERFORMANCE: statements of the way every entry goes are built once; JSON is read as the text it is parsed from.
STANDING = {
    view: select(RECORD.c.procedure, COMMUNITY.c.roster, cast(view.c.state, Text).label("state"))
    .select_from(RECORD)
    .join(COMMUNITY, COMMUNITY.c.community == RECORD.c.community)
    .outerjoin(view, view.c.record_id == RECORD.c.record_id)
    .where(RECORD.c.record_id == bindparam("record"))
    for view in (AGREEMENT, CASE, MEETING, DISPUTE)
}
STATE = {
    view: select(cast(view.c.state, Text)).where(view.c.record_id == bindparam("record"))
    for view in (AGREEMENT, CASE, MEETING, DISPUTE)
}
# What people wrote, after what they wrote before; so much that no index of words overflows.
SEARCH = text(
    "INSERT INTO case_search_view AS known (record_id, community, title, content)"
    " VALUES (:record, :community, :title, left(:content, 200000))"
    " ON CONFLICT (record_id) DO UPDATE SET title = excluded.title,"
    " content = left(known.content || E'\\n' || excluded.content, 200000)"
)
# The letters, and whom each goes to; where they are owed, put in the outbox, in their order, and the sender woken.
LETTERS = (
    "WITH told AS ("
    " INSERT INTO letter_view (letter, record_id, seq, kind, facts) SELECT letter, record_id, seq, kind, facts"
    " FROM json_populate_recordset(cast(NULL AS letter_view), cast(:letters AS json))"
    "), addressed AS ("
    " INSERT INTO message_view (message_id, community, record_id, seq, letter, kind, recipient, at)"
    " SELECT message_id, community, record_id, seq, letter, kind, recipient, at"
    " FROM json_populate_recordset(cast(NULL AS message_view), cast(:messages AS json))"
)
TELL = text(f"{LETTERS}) SELECT 1")
OWE = text(
    f"{LETTERS}), owed AS ("  # noqa: S608  (two texts of our own)
    " INSERT INTO delivery (message_id, community, state, attempts, next_try)"
    " SELECT message_id, community, 'waiting', 0, clock_timestamp()"
    " FROM json_populate_recordset(cast(NULL AS message_view), cast(:messages AS json)) ON CONFLICT DO NOTHING"
    ") SELECT pg_notify('outbox', '')"
)
# The clocks that run now, and no others.
CLOCKS = text(
    "WITH stopped AS ("
    " DELETE FROM clock_view WHERE record_id = :record AND name <> ALL (cast(:names AS text[]))"
    ") INSERT INTO clock_view (record_id, name, community, due_at, consequence, rule)"
    " SELECT record_id, name, community, due_at, consequence, rule"
    " FROM json_populate_recordset(cast(NULL AS clock_view), cast(:clocks AS json))"
    " ON CONFLICT (record_id, name) DO UPDATE"
    " SET due_at = excluded.due_at, consequence = excluded.consequence, rule = excluded.rule"
)


Folded = CaseState | MeetingState | AgreementState | DisputeState | CommunityState


@dataclass(frozen=True)
class Projection:
    """What a batch of entries made of its record, and what they set off elsewhere."""

    entries: tuple[Entry, ...]
    after: Folded
    sends: tuple[tuple[Entry, tuple[SendAct, ...]], ...] = ()
    wants: BodyId | None = None
    roster_before: Digest | None = None  # of a community that had one


async def project(
    connection: AsyncConnection, record: RecordId, community: str, entries: Sequence[Entry], *, again: bool = False
) -> Projection:
    """Bring the read models up to these entries of one record, in order.

    Args:
        again: They are made again from the entries: what was owed then has been sent or is on its way.
    """
    if record.startswith("case-"):
        return await _project_case(connection, record, community, tuple(entries), again=again)
    if record.startswith("meeting-"):
        return await _project_meeting(connection, record, community, tuple(entries), again=again)
    if record.startswith("agreement-"):
        return await _project_agreement(connection, record, community, tuple(entries), again=again)
    if record.startswith("dispute-"):
        return await _project_dispute(connection, record, community, tuple(entries), again=again)
    return await _project_community(connection, community, tuple(entries), again=again)


# --- cases ------------------------------------------------------------------------------------------------------


async def _project_case(
    connection: AsyncConnection, record: RecordId, community: str, entries: tuple[Entry, ...], *, again: bool
) -> Projection:
    standing = await _standing(connection, record, CASE)
    before = None if standing.state is None else CaseState.model_validate_json(standing.state)
    to = await _addressees(connection, standing, entries[0])
    if before is not None and before.procedure not in (None, standing.procedure):
        to = replace(to, procedure=await procedure_by(connection, str(before.procedure)))  # made again from the start
    state, sends, letters = before, [], []
    for entry in entries:
        former, state = state, fold_case(state, entry, community)
        if state.procedure is not None and (former is None or former.procedure != state.procedure):
            # What an entry sets off follows the version that the case went by then, also when it is made again.
            to = replace(to, procedure=await procedure_by(connection, state.procedure))
        sends.append((entry, effects_of_case_entry(entry, former, state)))
        letters.append((entry, letters_of_case_entry(entry, state, _on_day_of(entry, to))))
        await _project_case_entry(connection, community, entry, state)
    assert state is not None
    await _write_case(connection, state, entries[-1])
    await _write_search(connection, state, entries)
    await _write_clocks(connection, before, state)
    await _write_letters(connection, community, await _with_receipts(connection, letters), again=again)
    return Projection(entries=entries, after=state, sends=tuple(sends), wants=wants_following(before, state))


async def case_state(connection: AsyncConnection, record: RecordId) -> CaseState | None:
    """The case as the register has it, or None."""
    state = await connection.scalar(STATE[CASE], {"record": record})
    return None if state is None else CaseState.model_validate_json(state)


async def meeting_state(connection: AsyncConnection, record: RecordId) -> MeetingState | None:
    """The meeting as the register has it, or None."""
    state = await connection.scalar(STATE[MEETING], {"record": record})
    return None if state is None else MeetingState.model_validate_json(state)


async def _write_case(connection: AsyncConnection, state: CaseState, last: Entry) -> None:
    sorts = state.classification
    row = {
        "record_id": state.record,
        "community": state.community,
        "title": state.title,
        "stage": state.stage.value,
        "version": state.version,
        "decision_body": sorts.decision_body if sorts else None,
        "drofting_body": sorts.drofting_body if sorts else None,
        "awaits_body": sorts.decision_body if sorts and awaits_beslutning(state) else None,
        "meeting": state.placement.meeting if state.placement else None,
        "text_digest": state.text.digest,
        "registered_at": state.registered_at,
        "changed_at": last.at,
        "ended": state.ended,
        "state": _plain(state),
    }
    await upsert_row(connection, CASE, row, "record_id")


async def _write_search(connection: AsyncConnection, state: CaseState, entries: tuple[Entry, ...]) -> None:
    words = [word for entry in entries for word in words_of(entry)]
    if words:
        row = {"record": state.record, "community": state.community, "title": folded(state.title)}
        await connection.execute(SEARCH, {**row, "content": "\n".join(words)})


async def _project_case_entry(connection: AsyncConnection, community: str, entry: Entry, state: CaseState) -> None:
    match entry.happened:
        case e.CaseRegistered(proposal=proposal, text_digest=digest):
            await _keep_text(connection, digest, proposal)
        case e.CaseImported(proposal=proposal, text_digest=digest, earlier_texts=earlier):
            await _keep_text(connection, digest, proposal)
            for before in earlier:
                await _keep_text(connection, text_digest(before.text), before.text)
        case e.TextAmended(proposal=proposal, text_digest=digest):
            await _keep_text(connection, digest, proposal)
        case e.ProcedureChanged(procedure=procedure):
            await _go_by(connection, entry.record, procedure)
        case e.PositionTaken() as taken if state.item is not None:
            await _write_position(connection, community, entry, taken, state.item.meeting)
        case _:
            pass


async def _go_by(connection: AsyncConnection, record: RecordId, procedure: Digest) -> None:
    """The record's acts are received by another version from here on (P-38)."""
    await connection.execute(update(RECORD).where(RECORD.c.record_id == record).values(procedure=procedure))


async def _keep_text(connection: AsyncConnection, digest: str, text: str) -> None:
    await connection.execute(insert(TEXT).values(digest=digest, text=text).on_conflict_do_nothing())


async def _write_position(
    connection: AsyncConnection, community: str, entry: Entry, taken: e.PositionTaken, meeting: RecordId
) -> None:
    row = {
        "record_id": entry.record,
        "meeting": meeting,
        "seat": taken.seat,
        "community": community,
        "person": taken.person,
        "counted": taken.counted,
        "stance": taken.stance.kind,
        "text_digest": taken.text_digest,
        "taken_at": entry.at,
        "seq": entry.seq,
    }
    await upsert_row(connection, POSITION, row, "record_id", "meeting", "seat")


# --- meetings ---------------------------------------------------------------------------------------------------


async def _project_meeting(
    connection: AsyncConnection, record: RecordId, community: str, entries: tuple[Entry, ...], *, again: bool
) -> Projection:
    standing = await _standing(connection, record, MEETING)
    before = None if standing.state is None else MeetingState.model_validate_json(standing.state)
    to = await _addressees(connection, standing, entries[0])
    state, sends, letters = before, [], []
    for entry in entries:
        former, state = state, fold_meeting(state, entry, community)
        sends.append((entry, effects_of_meeting_entry(entry, former, state)))
        letters.append((entry, letters_of_meeting_entry(entry, state, _on_day_of(entry, to))))
    assert state is not None
    await _write_meeting(connection, state)
    await _write_clocks(connection, before, state)
    await _write_letters(connection, community, await _with_receipts(connection, letters), again=again)
    return Projection(entries=entries, after=state, sends=tuple(sends))


async def _write_meeting(connection: AsyncConnection, state: MeetingState) -> None:
    row = {
        "record_id": state.record,
        "community": state.community,
        "body": state.body,
        "day": state.day,
        "starts_at": state.starts_at,
        "ends_at": state.ends_at,
        "place": state.place,
        "stage": state.stage.value,
        "notice_due": state.notice_due.at,
        "ended": state.ended,
        "state": _plain(state),
    }
    await upsert_row(connection, MEETING, row, "record_id")


# --- agreements -------------------------------------------------------------------------------------------------


async def _project_agreement(
    connection: AsyncConnection, record: RecordId, community: str, entries: tuple[Entry, ...], *, again: bool
) -> Projection:
    standing = await _standing(connection, record, AGREEMENT)
    before = None if standing.state is None else AgreementState.model_validate_json(standing.state)
    to = await _addressees(connection, standing, entries[0])
    state, letters = before, []
    for entry in entries:
        former, state = state, fold_agreement(state, entry, community)
        letters.append((entry, letters_of_agreement_entry(entry, former, state, _on_day_of(entry, to))))
    assert state is not None
    await upsert_row(connection, AGREEMENT, _agreement_row(state), "record_id")
    await _write_clocks(connection, before, state)
    await _write_letters(connection, community, await _with_receipts(connection, letters), again=again)
    return Projection(entries=entries, after=state)


async def agreement_state(connection: AsyncConnection, record: RecordId) -> AgreementState | None:
    """The agreement as the register has it, or None."""
    state = await connection.scalar(STATE[AGREEMENT], {"record": record})
    return None if state is None else AgreementState.model_validate_json(state)


def _agreement_row(state: AgreementState) -> dict[str, Any]:
    agreement = state.agreement
    said = [agreement.agreement, agreement.title, agreement.kind.value, agreement.reference or ""]
    said += [party.ref for party in agreement.parties]
    said += [agreement.notice.text, agreement.notice.reference] if agreement.notice else []
    said += [part.title for part in agreement.parts or ()]
    return {
        "record_id": state.record,
        "community": state.community,
        "agreement": agreement.agreement,
        "kind": agreement.kind.value,
        "title": agreement.title,
        "valid_from": agreement.valid_from,
        "valid_to": agreement.valid_to,
        "since": state.since,
        "ended": state.ended,
        "words": folded("\n".join(said)),
        "state": _plain(state),
    }


# --- disputes ---------------------------------------------------------------------------------------------------


async def _project_dispute(
    connection: AsyncConnection, record: RecordId, community: str, entries: tuple[Entry, ...], *, again: bool
) -> Projection:
    standing = await _standing(connection, record, DISPUTE)
    before = None if standing.state is None else DisputeState.model_validate_json(standing.state)
    to = await _addressees(connection, standing, entries[0])
    state, sends, letters = before, [], []
    for entry in entries:
        state = fold_dispute(state, entry, community)
        sends.append((entry, effects_of_dispute_entry(entry, state)))
        letters.append((entry, letters_of_dispute_entry(entry, state, _on_day_of(entry, to))))
    assert state is not None
    row = {
        "record_id": state.record,
        "community": community,
        "kind": state.kind.value,
        "title": state.title,
        "stage": state.stage.value,
        "case_id": state.case,
        "since": state.since,
        "ended": state.ended,
        "state": _plain(state),
    }
    await upsert_row(connection, DISPUTE, row, "record_id")
    await _write_clocks(connection, before, state)
    await _write_letters(connection, community, await _with_receipts(connection, letters), again=again)
    return Projection(entries=entries, after=state, sends=tuple(sends))


async def dispute_state(connection: AsyncConnection, record: RecordId) -> DisputeState | None:
    """The dispute as the register has it, or None."""
    state = await connection.scalar(STATE[DISPUTE], {"record": record})
    return None if state is None else DisputeState.model_validate_json(state)


# --- communities ------------------------------------------------------------------------------------------------


async def _project_community(
    connection: AsyncConnection, community: str, entries: tuple[Entry, ...], *, again: bool
) -> Projection:
    stored = await connection.scalar(select(cast(COMMUNITY.c.state, Text)).where(COMMUNITY.c.community == community))
    state = None if stored is None else CommunityState.model_validate_json(stored)
    former, before = state, state.roster if state else None
    for entry in entries:
        state = fold_community(state, entry)
    assert state is not None
    row = {
        "community": community,
        "record_id": state.record,
        "procedure": state.procedure,
        "roster": state.roster,
        "state": _plain(state),
    }
    await upsert_row(connection, COMMUNITY, row, "community")
    await _go_by(connection, state.record, state.procedure)
    await _write_seats_and_parties(connection, state)
    await _write_clocks(connection, former, state)
    procedure = await procedure_by(connection, state.procedure)
    to = Addressees(procedure=procedure, roster=await roster_by(connection, state.roster), day=date.min)
    letters = [(entry, letters_of_community_entry(entry, _on_day_of(entry, to))) for entry in entries]
    await _write_letters(connection, community, await _with_receipts(connection, letters), again=again)
    return Projection(entries=entries, after=state, roster_before=before)


async def _write_seats_and_parties(connection: AsyncConnection, state: CommunityState) -> None:
    procedure = await procedure_by(connection, state.procedure)
    roster = await roster_by(connection, state.roster)
    for table in (SEAT, PARTY):
        await connection.execute(delete(table).where(table.c.community == state.community))
    await insert_rows(connection, SEAT, _seat_rows(state.community, procedure, roster))
    await insert_rows(connection, PARTY, _party_rows(state.community, roster))


def _seat_rows(community: str, procedure: Procedure, roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "community": community,
            "seat": seat.seat,
            "body": body.body,
            "side": seat.side.value,
            "counts": seat.counts,
            "parties": list(parties_of(seat.seat, procedure, roster)),
            "holders": [h.model_dump(mode="json") for h in roster.holdings if h.seat == seat.seat],
        }
        for body in procedure.bodies
        for seat in body.seats
    ]


def _party_rows(community: str, roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "community": community,
            "party": party.party,
            "kind": party.kind.value,
            "name": party.name,
            "groups": [g.group for g in roster.groups if party.party in g.parties],
        }
        for party in roster.parties
    ]


# --- letters and clocks -----------------------------------------------------------------------------------------


async def _standing(connection: AsyncConnection, record: RecordId, view: Any) -> Any:
    """In one look: the record's procedure, the roster in force, and the state the register has (None: none yet)."""
    return (await connection.execute(STANDING[view], {"record": record})).one()


async def _addressees(connection: AsyncConnection, standing: Any, entry: Entry) -> Addressees:
    """The record's own procedure and the roster in force: a new holder gets the letters (P-25)."""
    procedure = await procedure_by(connection, standing.procedure)
    day = local_day(entry.at, procedure.timezone)
    return Addressees(procedure=procedure, roster=await roster_by(connection, standing.roster), day=day)


def _on_day_of(entry: Entry, to: Addressees) -> Addressees:
    """Members and deputies as they are on the day of the entry, whatever else was entered with it."""
    return replace(to, day=local_day(entry.at, to.procedure.timezone))


async def _with_receipts(
    connection: AsyncConnection, letters: Sequence[tuple[Entry, tuple[Letter, ...]]]
) -> list[tuple[Entry, tuple[Letter, ...]]]:
    """With the receipts; which act the entry before them comes from is read only where that matters."""
    first, _ = letters[0]
    before = None if receipt_letter(first) is None else await _entry_before(connection, first)
    return with_receipts(letters, before)


async def _entry_before(connection: AsyncConnection, entry: Entry) -> Entry | None:
    before = await connection.scalar(
        select(ENTRY.c.canonical).where(ENTRY.c.record_id == entry.record, ENTRY.c.seq == entry.seq - 1)
    )
    return None if before is None else Entry.model_validate_json(before)


async def _write_letters(
    connection: AsyncConnection, community: str, letters: list[tuple[Entry, tuple[Letter, ...]]], *, again: bool
) -> None:
    texts: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for entry, owed in letters:
        for place, letter in enumerate(owed):
            name = f"{entry.entry_id}:{place}"
            texts.append(_letter_row(name, entry, letter))
            messages += [_message_row(name, community, entry, m) for m in messages_of(entry, (letter,))]
    if not messages:
        return
    rows = {"letters": document(texts), "messages": document(messages)}
    await connection.execute(TELL if again else OWE, rows)


def _letter_row(name: str, entry: Entry, letter: Letter) -> dict[str, Any]:
    return {
        "letter": name,
        "record_id": entry.record,
        "seq": entry.seq,
        "kind": letter.kind.value,
        "facts": _plain(letter.facts),
    }


def _message_row(name: str, community: str, entry: Entry, message: Message) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "community": community,
        "record_id": entry.record,
        "seq": entry.seq,
        "letter": name,
        "kind": message.kind.value,
        "recipient": _plain(message.to),
        "at": entry.at,
    }


async def _write_clocks(
    connection: AsyncConnection,
    before: Folded | None,
    state: Folded,
) -> None:
    if before is not None and before.clocks == state.clocks:
        return
    rows = [
        {
            "record_id": state.record,
            "name": clock.name,
            "community": state.community,
            "due_at": clock.due_at,
            "consequence": clock.consequence,
            "rule": clock.rule,
        }
        for clock in state.clocks
    ]
    names = [clock.name for clock in state.clocks]
    await connection.execute(CLOCKS, {"record": state.record, "names": names, "clocks": document(rows)})


def _plain(model: Any) -> dict[str, Any]:
    plain: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    return plain
