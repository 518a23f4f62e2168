"""Messages owed in the real register, as an append leaves them there, and how far each has come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from activities.outbox import RegisterOutbox
from models.messages import Message, ToPerson
from models.roster import PersonCard
from models.tables import CommunityView, DeliveryRow, LetterView, MessageView, RecordRow, table_of
from register.database import Register, legal_now
from register.persons import keep_persons
from register.post import opened
from tests.post.material import CASE

COMMUNITY: Final = "ostfold"
LEASE: Final = timedelta(seconds=0.7)
NOBODY: Final = "p-nobody"  # has no address

DELIVERY = table_of(DeliveryRow)
LETTER = table_of(LetterView)
MESSAGE = table_of(MessageView)
RECORD = table_of(RecordRow)
COMMUNITY_VIEW = table_of(CommunityView)


class Outbox(RegisterOutbox):
    """The outbox of a register, and what a test puts in and looks up."""

    def __init__(self, register: Register) -> None:
        super().__init__(register, lease=LEASE)
        self.register = register

    async def owe(self, *messages: Message) -> None:
        """The rows that projecting an entry leaves: a letter, its message, its delivery; and an address."""
        async with self.register.transaction() as connection:
            at = await legal_now(connection)
            await connection.execute(insert(LETTER), [_letter(m) for m in messages])
            await connection.execute(insert(MESSAGE), [_message(m) | {"at": at} for m in messages])
            people = {m.to.person for m in messages if isinstance(m.to, ToPerson) and m.to.person != NOBODY}
            await keep_persons(connection, COMMUNITY, [_card(person) for person in sorted(people)])
            await connection.execute(
                insert(DELIVERY).values(state="waiting", attempts=0, next_try=func.clock_timestamp()),
                [{"message_id": m.message_id, "community": COMMUNITY} for m in messages],
            )

    async def register_case(self) -> None:
        """The record that the messages are about."""
        async with self.register.transaction() as connection:
            founded = (await connection.execute(select(COMMUNITY_VIEW))).one()
            row = {"record_id": CASE, "community": COMMUNITY, "kind": "case", "next_number": 1}
            rules = {"procedure": founded.procedure, "roster": founded.roster}
            await connection.execute(insert(RECORD).values(**row, **rules, opened_at=func.legal_now()))

    async def states(self) -> dict[str, int]:
        """How many messages are in each state."""
        async with self.register.reading() as connection:
            counted = await connection.execute(select(DELIVERY.c.state, func.count()).group_by(DELIVERY.c.state))
            return {row[0]: row[1] for row in counted}

    async def row(self, message: Message) -> tuple[str, int, str | None]:
        """State, attempts and the last error."""
        found = await self._delivery(message)
        return found.state, found.attempts, found.error

    async def raw(self, message: Message) -> bytes | None:
        """The bytes as stored before they left."""
        async with self.register.reading() as connection:
            return await opened(connection, await self._delivery(message))

    async def claimed(self) -> list[str]:
        """The messages that were claimed and have no result."""
        async with self.register.reading() as connection:
            return list(await connection.scalars(select(DELIVERY.c.message_id).where(DELIVERY.c.state == "claimed")))

    async def let_wait_since(self, while_: timedelta) -> None:
        """Whatever waits was put here so long ago."""
        await self._set(next_try=func.clock_timestamp() - while_)

    async def make_due(self) -> None:
        """Whatever waits need wait no longer."""
        await self._set(next_try=func.clock_timestamp())

    async def let_fail_for(self, while_: timedelta) -> None:
        """The failing began so long ago."""
        await self._set(failing_since=func.clock_timestamp() - while_)

    async def _set(self, **values: Any) -> None:
        async with self.register.transaction() as connection:
            await connection.execute(update(DELIVERY).values(**values))

    async def _delivery(self, message: Message) -> Any:
        async with self.register.reading() as connection:
            chosen = select(DELIVERY).where(DELIVERY.c.message_id == message.message_id)
            return (await connection.execute(chosen)).one()


def _letter(message: Message) -> dict[str, Any]:
    return {
        "letter": message.message_id,
        "record_id": message.record,
        "seq": message.seq,
        "kind": message.kind.value,
        "facts": message.facts.model_dump(mode="json", exclude_none=True),
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "community": COMMUNITY,
        "record_id": message.record,
        "seq": message.seq,
        "letter": message.message_id,
        "kind": message.kind.value,
        "recipient": message.to.model_dump(mode="json"),
    }


def _card(person: str) -> PersonCard:
    return PersonCard(person=person, name="Ingunn Nesheim", email=f"{person}@moss.example")
