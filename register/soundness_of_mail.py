"""Whether the outbox still says what became of each mail: every row against its steps, its bytes and its keys.

What holds a step is the next one's hash and the row itself; what holds the bytes are the keys of those they name, and
whoever has the mail. The same hand can make all of it anew, as it could not a letter that has left: compare what the
recipient has (`saksgang audit compare letter.eml`). That a submission to the nemnda has left is an entry (N-10).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId
from models.tables import DeliveryRow, MessageView, PersonKeyRow, table_of
from register.persons import KeyDestroyed, with_keys
from register.sealing import SealBroken

DELIVERY, KEY, MESSAGE = table_of(DeliveryRow), table_of(PersonKeyRow), table_of(MessageView)

AT_REST: Final = ("sent", "given_up", "unknown")
FEW: Final = 100  # mails read together: one may hold papers of many pages
UNDER_WAY: Final = ("waiting", "claimed")
STEPS: Final = (*AT_REST, "written", "waiting")

_STEPS = text(
    "SELECT message_id, step, state, at, attempts, raw, said,"
    " hash = step_hash(lag(hash) OVER one, message_id, step, state, at, attempts, raw, after, said) AS whole,"
    " step = row_number() OVER one AS next FROM delivery_step"
    " WINDOW one AS (PARTITION BY message_id ORDER BY step) ORDER BY message_id, step"
)
# Each names the newest that there was, of whatever mail.
_STEPS_GONE = text(
    "SELECT message_id, step FROM delivery_step named WHERE after IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM delivery_step gone WHERE gone.hash = named.after) ORDER BY message_id, step"
)
# Whoever a record has erased: their mail is not kept.
_ERASED = text(
    "SELECT community, cast(canonical AS jsonb) #>> '{body,person}' AS person FROM entry WHERE kind = 'person_erased'"
)
_OUT_OF_ORDER = text(
    "SELECT message_id FROM (SELECT m.message_id, d.place, m.seq,"
    "  max(d.place) OVER (PARTITION BY m.record_id ORDER BY m.seq RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS before"
    "  FROM delivery d JOIN message_view m USING (message_id)) placed"
    " WHERE place <= before OR place < 1 OR place > (SELECT last_value FROM delivery_place_seq) ORDER BY place"
)


@dataclass(frozen=True)
class _Persons:
    """Who has a key, and who has none any more, by their communities."""

    keys: Mapping[str, Mapping[str, bytes]]
    erased: frozenset[tuple[str, str]]


Read = Callable[[CommunityId, bytes], str | None]


async def unsound_mail(connection: AsyncConnection, wrong_in: Read) -> AsyncIterator[tuple[str, str, str]]:
    """Table, key and fault: every message that is owed is on its way out and no other, and each as its steps say.

    Args:
        wrong_in: What a community's mail, as it was written, says that is not so; None where there is nothing.
    """
    owing = await connection.execute(select(MESSAGE.c.message_id, MESSAGE.c.community))
    owed = {row.message_id: row.community for row in owing}
    keys = defaultdict[str, dict[str, bytes]](dict)
    for row in await connection.execute(select(KEY)):
        keys[row.community][row.person] = row.key
    persons = _Persons(
        keys=keys,
        erased=frozenset((row.community, row.person) for row in await connection.execute(_ERASED)),
    )
    steps = defaultdict[str, list[Any]](list)
    for step in await connection.execute(_STEPS):
        steps[step.message_id].append(step)
    few_at_once = select(DELIVERY).order_by(DELIVERY.c.place).execution_options(yield_per=FEW)
    async for row in await connection.stream(few_at_once):
        if owed.get(row.message_id) is None:
            yield "delivery", row.message_id, "nothing owes it"
        elif owed.pop(row.message_id) != row.community:
            yield "delivery", row.message_id, f"its message is not one of {row.community}"
        taken = steps.pop(row.message_id, [])
        fault = _steps_fault(taken) or _state_fault(row, taken) or _bytes_fault(row, taken, persons, wrong_in)
        if fault is not None:
            yield "delivery", row.message_id, fault
    for message in sorted(owed):
        yield "delivery", message, "it is missing"
    for message in sorted(steps):
        yield "delivery_step", message, "there is no such message"
    for row in await connection.execute(_STEPS_GONE):
        what = "the newest step before it, of another mail, is gone or changed"
        yield "delivery_step", f"{row.message_id}:{row.step}", what
    for row in await connection.execute(_OUT_OF_ORDER):
        yield "delivery", row.message_id, "it does not stand in the order in which its record's entries owed mail"


def _steps_fault(steps: Sequence[Any]) -> str | None:
    for step in steps:
        if not step.next:
            return f"its steps have a gap before {step.step}"
        if not step.whole or step.state not in STEPS:
            return f"step {step.step} of it is not what its hash says"
    return None


def _state_fault(row: Any, steps: Sequence[Any]) -> str | None:
    last = steps[-1] if steps else None
    came_to = last.state if last is not None and last.state in AT_REST else None
    if row.state not in (*AT_REST, *UNDER_WAY):
        return f"there is no state {row.state}"
    if came_to != (row.state if row.state in AT_REST else None):
        return f"it is called {row.state}; by its last step it is {came_to or 'under way'}"
    if row.sent_at != (last.at if last is not None and came_to == "sent" else None):
        return "it was sent at another moment, by its last step"
    if last is not None and came_to is not None and row.attempts != last.attempts:
        return f"it was tried {last.attempts} times by its last step, not {row.attempts}"
    if last is not None and came_to is not None and last.said is not None and _digest(row.error) != last.said:
        return "what went wrong is not what its last step was told of"
    return _lease_fault(row)


def _digest(said: str | None) -> str | None:
    return None if said is None else hashlib.sha256(said.encode()).hexdigest()


def _lease_fault(row: Any) -> str | None:
    """When the sender looks at it again: nothing of it is left once a message has come to rest."""
    if row.state in AT_REST:
        if (row.next_try, row.claimed_at, row.failing_since) != (None, None, None):
            return "it has come to rest, and yet it is to be tried again"
        told = (row.state == "sent") == (row.error is None)
        return None if told else "what went wrong, and its state, contradict each other"
    if (row.state == "claimed") != (row.claimed_at is not None):
        return f"it is called {row.state}, and since when somebody is at it says something else"
    return "when it is to be tried is not said" if row.next_try is None else None


def _bytes_fault(row: Any, steps: Sequence[Any], persons: _Persons, wrong_in: Read) -> str | None:
    written = steps[-1].raw if steps else None
    if not _names_persons(row, persons):
        return "it is not said whose keys open it"
    if row.raw is None:
        forgotten = any((row.community, person) in persons.erased for person in row.sealed_for or ())
        if not forgotten and (written is not None or row.sealed_for):
            return "its bytes are gone, and nobody whom it names has been erased"
        return None
    if hashlib.sha256(row.raw).hexdigest() != written:
        return "its bytes are not those that were written"
    try:
        clear = with_keys(persons.keys.get(row.community, {}), row.message_id, row.raw, row.sealed_for or ())
    except (KeyDestroyed, SealBroken) as error:
        return str(error)
    headers = clear.partition(b"\r\n\r\n")[0]
    if row.message_id.encode() not in headers:
        return "its bytes are those of no such mail"
    return wrong_in(row.community, clear)


def _names_persons(row: Any, persons: _Persons) -> bool:
    if row.sealed_for is None:
        return True
    named = row.sealed_for if isinstance(row.sealed_for, list) else []
    return bool(named) and all(
        person in persons.keys.get(row.community, {}) or (row.community, person) in persons.erased for person in named
    )
