"""An outbox in a file, with the same rows and the same committed steps as the register's, so that a sender can be
killed and started without a database server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from activities.post.address import Attachment, Contact
from activities.post.outbox import Claimed
from models.base import RecordId
from models.messages import Message, ToParty, ToPerson
from models.procedure import Procedure
from models.roster import Roster
from tests.post.material import SENT_AT, contact, procedure, roster

_SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
    place INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT UNIQUE, message TEXT, email TEXT,
    state TEXT DEFAULT 'waiting', attempts INTEGER DEFAULT 0, next_try REAL DEFAULT 0, claimed_at REAL,
    error TEXT, raw BLOB
)
"""


class SqliteOutbox:
    """Rows of messages owed, one file."""

    def __init__(self, file: Path) -> None:
        self.db = sqlite3.connect(file, isolation_level=None, timeout=10)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")  # processes are killed here, machines are not
        self.db.execute(_SCHEMA)

    def owe(self, message: Message, email: str = "mottaker@moss.example") -> None:
        self.db.execute(
            "INSERT INTO delivery (message_id, message, email) VALUES (?, ?, ?)",
            (message.message_id, message.model_dump_json(), email),
        )

    def states(self) -> dict[str, int]:
        return dict(self.db.execute("SELECT state, count(*) FROM delivery GROUP BY state"))

    def row(self, message_id: str) -> tuple[str, int, str | None]:
        (found,) = self.db.execute("SELECT state, attempts, error FROM delivery WHERE message_id = ?", (message_id,))
        return found[0], found[1], found[2]

    def raw(self, message_id: str) -> bytes | None:
        (found,) = self.db.execute("SELECT raw FROM delivery WHERE message_id = ?", (message_id,))
        return bytes(found[0]) if found[0] is not None else None

    def make_due(self) -> None:
        self.db.execute("UPDATE delivery SET next_try = 0")

    async def claim_next(self) -> Claimed | None:
        now = time.time()
        found = self.db.execute(
            "SELECT message_id, message, state, attempts, claimed_at, raw FROM delivery"
            " WHERE state IN ('waiting', 'claimed') AND next_try <= ? ORDER BY place LIMIT 1",
            (now,),
        ).fetchone()
        if found is None:
            return None
        message_id, message, state, attempts, claimed_at, raw = found
        self.db.execute(
            "UPDATE delivery SET state = 'claimed', attempts = ?, claimed_at = ? WHERE message_id = ?",
            (attempts + 1, now, message_id),
        )
        return Claimed(
            message=Message.model_validate_json(message),
            attempts=attempts + 1,
            legal_now=SENT_AT,
            raw=raw,
            in_doubt_for=timedelta(seconds=now - claimed_at) if state == "claimed" else None,
        )

    async def store_raw(self, message_id: str, raw: bytes) -> None:
        self.db.execute("UPDATE delivery SET raw = ? WHERE message_id = ?", (raw, message_id))

    async def mark_sent(self, message_id: str) -> None:
        self._set(message_id, "sent", None)

    async def mark_failed(self, message_id: str, error: str, *, retry_after: timedelta, in_doubt: bool) -> None:
        self._set(message_id, "claimed" if in_doubt else "waiting", error)
        self.db.execute(
            "UPDATE delivery SET next_try = ? WHERE message_id = ?",
            (time.time() + retry_after.total_seconds(), message_id),
        )

    async def mark_given_up(self, message_id: str, error: str) -> None:
        self._set(message_id, "given_up", error)

    async def mark_unknown(self, message_id: str, error: str) -> None:
        self._set(message_id, "unknown", error)

    async def contact(self, to: ToPerson | ToParty, record: RecordId) -> Contact:
        if isinstance(to, ToPerson) and to.person == "p-nobody":
            raise LookupError("no such person")
        who = to.person if isinstance(to, ToPerson) else to.party
        return contact(email=f"{who}@moss.example")

    async def community(self, record: RecordId) -> tuple[Procedure, Roster]:
        return procedure(), roster()

    async def attachments(self, message: Message) -> Sequence[Attachment]:
        return ()

    def _set(self, message_id: str, state: str, error: str | None) -> None:
        self.db.execute("UPDATE delivery SET state = ?, error = ? WHERE message_id = ?", (state, error, message_id))
