"""The outbox: which messages are owed, and how far each has come on its way out. Leases run on machine time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Interval, TextClause, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest, PersonId, RecordId, SeatId
from models.canonical import canonical_bytes
from models.messages import Message, MessageFacts, MessageKind, Recipient, ToOffice, ToParty, ToPerson
from models.procedure import Procedure
from models.roster import Roster
from models.tables import (
    CaseView,
    CommunityView,
    DeliveryRow,
    DisputeView,
    DocumentRow,
    LetterView,
    MessageView,
    PartyCardRow,
    PartyView,
    RecordRow,
    TextView,
    table_of,
)
from register import persons
from register.database import Register
from register.stored import procedure_by, roster_by
from rules.legal_dates import local_day
from rules.seats import counted_seats, holdings_of

DELIVERY = table_of(DeliveryRow)
MESSAGE = table_of(MessageView)
LETTER = table_of(LetterView)
TEXT = table_of(TextView)
CASE = table_of(CaseView)
DISPUTE = table_of(DisputeView)
DOCUMENT = table_of(DocumentRow)
PARTY = table_of(PartyView)
PARTY_CARD = table_of(PartyCardRow)
RECORD = table_of(RecordRow)
COMMUNITY = table_of(CommunityView)

SENDER_LOCK = 7_306_001  # one sender: whoever holds this advisory lock of the database


@dataclass(frozen=True)
class ClaimedRow:
    """A message that is the sender's to deal with now."""

    message: Message
    attempts: int
    legal_now: datetime
    raw: bytes | None
    in_doubt_for: timedelta | None
    failing_for: timedelta | None


@dataclass(frozen=True)
class Card:
    """Where a recipient is reached."""

    name: str
    email: str
    language: str


async def claim_next(connection: AsyncConnection, lease: timedelta) -> ClaimedRow | None:
    """Claim the oldest message that is due, waiting or claimed by a sender that went away.

    A message whose rows cannot be read is given up on the way, so that it holds up no other.
    """
    while True:
        row = (await connection.execute(_CLAIM, {"lease": lease})).one_or_none()
        if row is None:
            return None
        try:
            message = await _message(connection, row)
            raw = await opened(connection, row)
        except (LookupError, ValueError) as error:
            why = f"cannot be read: {type(error).__name__}: {error}"
            await came_to_rest(connection, row.message_id, "given_up", why)
            continue
        return ClaimedRow(
            message=message,
            attempts=row.attempts,
            legal_now=row.now,
            raw=raw,
            in_doubt_for=row.since if row.was == "claimed" else None,
            failing_for=row.failing_for,
        )


# A receipt goes with its proof: where the log is signed, it waits some seconds for the next checkpoint.
_NOT_WAITING_FOR_PROOF = (
    "NOT (message_view.kind = 'receipt' AND delivery.attempts = 0"
    " AND delivery.next_try > clock_timestamp() - interval '15 seconds'"
    " AND EXISTS (SELECT FROM log_checkpoint k WHERE k.community = delivery.community)"
    " AND NOT EXISTS (SELECT FROM log_leaf l JOIN log_checkpoint k ON k.community = l.community"
    "  AND k.size > l.position WHERE l.record_id = message_view.record_id AND l.seq = message_view.seq))"
)


_KEPT = (DELIVERY.c.community, DELIVERY.c.raw, DELIVERY.c.sealed_for)


def _claim() -> Any:
    """One statement, made once: the sender is the busiest of all who ask the register."""
    due = (
        select(
            DELIVERY.c.message_id,
            DELIVERY.c.state.label("was"),
            (func.clock_timestamp() - DELIVERY.c.claimed_at).label("since"),
            (func.clock_timestamp() - DELIVERY.c.failing_since).label("failing_for"),
            MESSAGE.c.record_id,
            MESSAGE.c.seq,
            MESSAGE.c.kind,
            MESSAGE.c.recipient,
            LETTER.c.facts,
        )
        .join(MESSAGE, MESSAGE.c.message_id == DELIVERY.c.message_id)
        .outerjoin(LETTER, LETTER.c.letter == MESSAGE.c.letter)
        .where(DELIVERY.c.state.in_(("waiting", "claimed")), DELIVERY.c.next_try <= func.clock_timestamp())
        .where(text(_NOT_WAITING_FOR_PROOF))
        .order_by(DELIVERY.c.place)
        .limit(1)
        .with_for_update(skip_locked=True, of=DELIVERY)
        .cte("due")
    )
    return (
        update(DELIVERY)
        .where(DELIVERY.c.message_id == due.c.message_id)
        .values(
            state="claimed",
            attempts=DELIVERY.c.attempts + 1,
            claimed_at=func.clock_timestamp(),
            next_try=func.clock_timestamp() + bindparam("lease", type_=Interval),
        )
        .returning(due, *_KEPT, DELIVERY.c.attempts, func.legal_now().label("now"))
    )


_CLAIM = _claim()


async def _message(connection: AsyncConnection, row: Any) -> Message:
    """The message as owed, with the texts and summaries of its agenda; LookupError where its letter is gone."""
    if row.facts is None:
        raise LookupError(f"there is no letter of message {row.message_id}")
    facts = MessageFacts.model_validate_json(canonical_bytes(row.facts))
    plain = {
        "message_id": row.message_id,
        "record": row.record_id,
        "seq": row.seq,
        "kind": row.kind,
        "to": row.recipient,
        "facts": (await _with_texts(connection, facts)).model_dump(mode="json", exclude_none=True),
    }
    return Message.model_validate_json(canonical_bytes(plain))


_TEXTS = select(TEXT).where(TEXT.c.digest.in_(bindparam("digests", expanding=True)))
_SUMMARIES = select(CASE.c.record_id, CASE.c.state["summary"].astext.label("summary")).where(
    CASE.c.record_id.in_(bindparam("cases", expanding=True))
)


async def _with_texts(connection: AsyncConnection, facts: MessageFacts) -> MessageFacts:
    if not facts.agenda:
        return facts
    rows = await connection.execute(_TEXTS, {"digests": sorted({line.text_digest for line in facts.agenda})})
    texts = {row.digest: row.text for row in rows}
    cases = await connection.execute(_SUMMARIES, {"cases": [line.case for line in facts.agenda]})
    in_short = {row.record_id: row.summary for row in cases}
    agenda = tuple(
        line.model_copy(update={"proposal": texts.get(line.text_digest), "summary": in_short.get(line.case)})
        for line in facts.agenda
    )
    return facts.model_copy(update={"agenda": agenda})


async def card_of(connection: AsyncConnection, community: str, to: Recipient) -> Card:
    """Name, address and language of a recipient; LookupError where nobody of that id is known."""
    if isinstance(to, ToPerson):
        kept = await persons.card_of(connection, community, to.person)
        if kept is None:
            raise LookupError(f"no address is known for {to.key}")
        return Card(name=kept.card.name, email=kept.card.email, language=kept.card.language)
    if isinstance(to, ToParty):
        statement = (
            select(PARTY.c.name, PARTY_CARD.c.email, PARTY_CARD.c.language)
            .join(PARTY, (PARTY.c.community == PARTY_CARD.c.community) & (PARTY.c.party == PARTY_CARD.c.party))
            .where(PARTY_CARD.c.community == community, PARTY_CARD.c.party == to.party)
        )
    elif isinstance(to, ToOffice):
        return await _card_of_office(connection, community, to)
    else:
        raise LookupError("the address of the nemnda is a setting")
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise LookupError(f"no address is known for {to.key}")
    return Card(name=row.name, email=row.email, language=row.language)


async def _card_of_office(connection: AsyncConnection, community: str, to: ToOffice) -> Card:
    """An office outside the community: its name stands in the roster in force, its address on a card."""
    found = (
        select(COMMUNITY.c.roster, PARTY_CARD.c.email, PARTY_CARD.c.language)
        .join(PARTY_CARD, PARTY_CARD.c.community == COMMUNITY.c.community)
        .where(COMMUNITY.c.community == community, PARTY_CARD.c.party == to.office.value)
    )
    row = (await connection.execute(found)).one_or_none()
    roster = None if row is None else await roster_by(connection, row.roster)
    name = next((o.name for o in (roster.outside if roster else None) or () if o.office is to.office), None)
    if row is None or name is None:
        raise LookupError(f"no address is known for {to.key}")
    return Card(name=name, email=row.email, language=row.language)


# PERFORMANCE: made once; every mail asks for them.
_COMMUNITY = select(RECORD.c.community).where(RECORD.c.record_id == bindparam("record"))
_RULES = (
    select(RECORD.c.community, RECORD.c.procedure, COMMUNITY.c.roster)
    .join(COMMUNITY, COMMUNITY.c.community == RECORD.c.community)
    .where(RECORD.c.record_id == bindparam("record"))
)


async def rules_of(connection: AsyncConnection, record: RecordId) -> tuple[str, Procedure, Roster]:
    """A record's community, its procedure and the roster in force; LookupError where there is no such record."""
    row = (await connection.execute(_RULES, {"record": record})).one_or_none()
    if row is None:
        raise LookupError(f"there is no record {record}")
    return row.community, await procedure_by(connection, row.procedure), await roster_by(connection, row.roster)


async def documents_by(connection: AsyncConnection, community: CommunityId, digests: tuple[Digest, ...]) -> list[Any]:
    """The community's stored documents of these digests, in that order; those not stored are left out."""
    if not digests:
        return []
    mine = DOCUMENT.c.community == community
    rows = await connection.execute(select(DOCUMENT).where(mine, DOCUMENT.c.digest.in_(digests)))
    found = {row.digest: row for row in rows}
    return [found[digest] for digest in digests if digest in found]


async def opened(connection: AsyncConnection, row: Any) -> bytes | None:
    """The mail of a delivery's row as it was written; None where it is not written, or no longer kept.

    Raises:
        KeyDestroyed: somebody it names has been erased.
    """
    return await persons.opened_mail(connection, row.community, row.message_id, row.raw, row.sealed_for)


async def store_raw(connection: AsyncConnection, message: Message, raw: bytes) -> None:
    """Keep a mail as it was written, under the keys of those it names; none is erased before it has left."""
    community, named = await _named_in(connection, message)
    row = await persons.sealed_mail(connection, community, message.message_id, raw, named)
    for_whom = None if row["sealed_for"] is None else json.dumps(row["sealed_for"])
    kept = {"message": message.message_id, "raw": row["raw"], "sealed_for": for_whom}
    await connection.execute(_WRITTEN, kept)


async def _named_in(connection: AsyncConnection, message: Message) -> tuple[CommunityId, tuple[PersonId, ...]]:
    """A message's community, and the persons whom it names: its recipient, members, whom the nemnda is to ask."""
    if isinstance(message.to, ToPerson):
        return str(await connection.scalar(_COMMUNITY, {"record": message.record})), (message.to.person,)
    community, procedure, roster = await rules_of(connection, message.record)
    if message.kind is MessageKind.DISPUTE_SUBMITTED:
        contact = await connection.scalar(
            select(DISPUTE.c.state["contact"].astext).where(DISPUTE.c.record_id == message.record)
        )
        return community, () if contact is None else (contact,)
    return community, tuple(members_told_of(message, procedure, roster).values())


def members_told_of(message: Message, procedure: Procedure, roster: Roster) -> dict[SeatId, PersonId]:
    """The members of the seats of which a notice tells a party who sits there (P-07); none in other messages."""
    facts = message.facts
    if message.kind is not MessageKind.NOTICE or not isinstance(message.to, ToParty):
        return {}
    assert facts.body is not None and facts.starts_at is not None, "a notice says which meeting"
    day = local_day(facts.starts_at, procedure.timezone)
    return {
        seat: held.person
        for seat in counted_seats(procedure, facts.body)
        for held in holdings_of(seat, roster, day)
        if held.rank == 0
    }


def _step(changes: str, became: str, where: str = "") -> TextClause:
    """One statement: the row is changed, and what became of it is added to its steps."""
    return text(
        "WITH moment AS MATERIALIZED (SELECT legal_now() AS at), changed AS ("  # noqa: S608  (texts of our own)
        f" UPDATE delivery d SET {changes} FROM moment WHERE d.message_id = :message {where}"
        " RETURNING d.message_id, moment.at, d.attempts, encode(sha256(d.raw), 'hex') AS raw,"
        "  encode(sha256(convert_to(d.error, 'UTF8')), 'hex') AS said"
        "), next AS ("
        f" SELECT c.*, {became} AS state, coalesce(l.step, 0) + 1 AS step, l.hash AS before,"
        "  (SELECT hash FROM delivery_step ORDER BY at DESC LIMIT 1) AS after FROM changed c"
        " LEFT JOIN LATERAL (SELECT step, hash FROM delivery_step s WHERE s.message_id = c.message_id"
        "  ORDER BY step DESC LIMIT 1) l ON true"
        ") INSERT INTO delivery_step (message_id, step, state, at, attempts, raw, after, said, hash)"
        " SELECT message_id, step, state, at, attempts, raw, after, said,"
        "  step_hash(before, message_id, step, state, at, attempts, raw, after, said) FROM next"
    )


_NO_LEASE = "claimed_at = NULL, failing_since = NULL"
_WRITTEN = _step("raw = :raw, sealed_for = cast(:sealed_for AS jsonb)", "'written'")
_AT_REST = _step(
    "state = cast(:state AS text), error = :error,"
    " sent_at = CASE WHEN cast(:state AS text) = 'sent' THEN moment.at END,"
    f" next_try = NULL, {_NO_LEASE}",
    "cast(:state AS text)",
)
_PUT_BACK = _step(
    "state = 'waiting', attempts = 0, next_try = clock_timestamp(), sent_at = NULL, error = NULL,"
    " raw = CASE WHEN state = 'given_up' THEN NULL ELSE raw END,"
    f" sealed_for = CASE WHEN state = 'given_up' THEN NULL ELSE sealed_for END, {_NO_LEASE}",
    "'waiting'",
    "AND state = :was",
)


async def came_to_rest(connection: AsyncConnection, message_id: str, state: str, error: str | None = None) -> None:
    """A message was sent, given up, or may have arrived: nothing more is done with it by itself."""
    await connection.execute(_AT_REST, {"message": message_id, "state": state, "error": error})


async def put_back(connection: AsyncConnection, message_id: str, was: str) -> bool:
    """A message is to be sent again; False where it is not in that state any more.

    What was given up is written anew; the rest keeps its bytes.
    """
    return (await connection.execute(_PUT_BACK, {"message": message_id, "was": was})).rowcount == 1


async def set_delivery(connection: AsyncConnection, message_id: str, **values: Any) -> None:
    """Note when the sender looks at a message again, and why."""
    await connection.execute(update(DELIVERY).where(DELIVERY.c.message_id == message_id).values(**values))


async def hold_sender_lock(connection: AsyncConnection) -> bool:
    """Become the one sender for as long as this connection lives; False while another is."""
    return bool(await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": SENDER_LOCK}))


async def open_messages(register: Register) -> int:
    """How many messages are still on their way out."""
    async with register.reading() as connection:
        return int(
            await connection.scalar(
                select(func.count()).select_from(DELIVERY).where(DELIVERY.c.state.in_(("waiting", "claimed")))
            )
            or 0
        )
