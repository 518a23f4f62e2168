"""What the sender needs of the register. Every call is one committed transaction of its own.

A row is `waiting`, `claimed`, `sent`, `given_up` or `unknown`. Claiming is committed before anything is sent, so a
row that is found claimed without a result is one whose sender went away, and may or may not have been sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from activities.post.address import Attachment, Contact, Kept
from models.base import RecordId, SeatId
from models.messages import Message, Recipient
from models.procedure import Procedure
from models.roster import Roster


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to deal with now."""

    message: Message
    attempts: int  # this one included
    legal_now: datetime  # becomes the date of the message when it is rendered
    raw: bytes | None  # the message as it was rendered for an earlier attempt
    in_doubt_for: timedelta | None = None  # since an earlier claim that ended without a known result; None: none did
    failing_for: timedelta | None = None  # since its first failure that was not the relay's absence; None: none was


class Outbox(Protocol):
    """The rows of messages owed and how far each has come."""

    async def claim_next(self) -> Claimed | None:
        """Claim the oldest row that is due (waiting, or claimed before without a result), or None."""

    async def store_raw(self, message: Message, raw: bytes) -> None:
        """Keep the rendered bytes, so that sending again sends the same."""

    async def mark_sent(self, message_id: str) -> None:
        """The relay has taken it."""

    async def mark_failed(
        self, message_id: str, error: str, *, retry_after: timedelta, in_doubt: bool, of_itself: bool
    ) -> None:
        """Not now: due again after a while of machine time.

        Args:
            message_id: Which.
            error: Why, for the secretariat.
            retry_after: When it is due again.
            in_doubt: It stays claimed; the relay is asked first.
            of_itself: The failure is this message's; when the relay is away, no message is to blame.
        """

    async def mark_given_up(self, message_id: str, error: str) -> None:
        """Undeliverable; the secretariat sees it."""

    async def mark_unknown(self, message_id: str, error: str) -> None:
        """Perhaps delivered, and the relay cannot say; the secretariat sees it and decides."""

    async def contact(self, to: Recipient, record: RecordId) -> Contact:
        """Name, address and language of a recipient in the record's community.

        Raises:
            LookupError: nobody of that id is known.
            ValueError: the address cannot be used.
        """

    async def community(self, record: RecordId) -> tuple[Procedure, Roster]:
        """The procedure and roster the record runs under; LookupError where there is no such record."""

    async def attachments(self, message: Message) -> Sequence[Attachment]:
        """The papers and documents the message names, in its order; those not stored here are left out."""

    async def kept(self, record: RecordId) -> Kept | None:
        """The newest checkpoint of the log that the record is in, with its key; None where none has been signed."""

    async def holders(self, message: Message) -> Mapping[SeatId, str]:
        """Who sits in the seats that speak for the party a notice goes to (P-07); none for other messages."""
